import CPKCS11

/// The kinds of keys that are used in tokens.
package enum TokenKeyKind: Sendable, Hashable {
  case rsa, p256

  var number: Int32 {
    switch self {
    case .rsa: Int32(CPKCS11_RSA)
    case .p256: Int32(CPKCS11_P256)
    }
  }
}

/// A logged-in conversation with a token, on one thread at a time.
///
/// `@unchecked Sendable`: it never leaves the queue of its `TokenWorker`.
package final class TokenSession: @unchecked Sendable {
  private let module: TokenModule
  private let beginning: Int
  private let session: UInt
  /// Handles of private keys that were found already.
  private var found: [[UInt8]: UInt] = [:]

  init(module: TokenModule, beginning: Int, label: String, pin: [UInt8]) throws(TokenError) {
    self.module = module
    self.beginning = beginning
    var session: UInt = 0
    let number = module.calling(since: beginning) { cpkcs11_open(module.pointer, label, pin, pin.count, &session) }
    guard number == 0 else { throw TokenError("log in", number) }
    self.session = session
  }

  func close() {
    _ = module.calling(since: beginning) {
      cpkcs11_close(module.pointer, session)
      return 0
    }
  }

  /// Signs a SHA-256 digest: for RSA PKCS#1 v1.5 (RFC 8017 §8.2), for P-256 the two numbers side by side.
  package func signature(_ kind: TokenKeyKind, id: [UInt8], digest: [UInt8]) throws(TokenError) -> [UInt8] {
    let key = try privateKey(id)
    let data = kind == .rsa ? Self.sha256Info + digest : digest
    var signature = [UInt8](repeating: 0, count: 1_024)
    var count = signature.count
    try call("sign") { cpkcs11_sign(module.pointer, session, kind.number, key, data, data.count, &signature, &count) }
    guard kind == .rsa || count == 64 else { throw .refused("the token's signature is not of P-256") }
    return Array(signature[..<count])
  }

  /// Whether the private key with this id is there; one object and no more.
  package func look(for id: [UInt8]) throws(TokenError) {
    // The library may remember what the token has lost: it is asked again.
    found[id] = nil
    _ = try privateKey(id)
  }

  /// Makes a key pair that never leaves the token. `wraps` makes an RSA key that opens and does not sign.
  package func generate(_ kind: TokenKeyKind, id: [UInt8], label: String, wraps: Bool = false) throws(TokenError) {
    try call("make a key") {
      cpkcs11_generate(module.pointer, session, kind.number, wraps ? 1 : 0, id, id.count, label)
    }
  }

  /// Destroys both halves; nothing happens when they are gone already.
  package func destroy(id: [UInt8]) throws(TokenError) {
    found[id] = nil
    for half in [CPKCS11_PRIVATE_KEY, CPKCS11_PUBLIC_KEY] {
      var object: UInt = 0
      let number = module.calling(since: beginning) {
        cpkcs11_find(module.pointer, session, Int32(half), id, id.count, &object)
      }
      if number == CPKCS11_NO_OBJECT { continue }
      guard number == 0 else { throw TokenError("find a key", number) }
      try call("destroy a key") { cpkcs11_destroy(module.pointer, session, object) }
    }
  }

  /// The point of a P-256 key in X9.63 form.
  package func point(id: [UInt8]) throws(TokenError) -> [UInt8] {
    // An OCTET STRING in DER around the point (PKCS#11 v2.40 mechanisms, §2.3.3); some modules leave it out.
    let value = try attribute(UInt(CPKCS11_EC_POINT), id: id)
    if value.count == 67, value.starts(with: [0x04, 0x41, 0x04]) { return Array(value.dropFirst(2)) }
    guard value.count == 65, value.first == 0x04 else { throw .refused("the token's public key is not of P-256") }
    return value
  }

  /// The numbers of an RSA key.
  package func rsaPublicKey(id: [UInt8]) throws -> RSAPublicKey {
    try RSAPublicKey(
      modulus: try attribute(UInt(CPKCS11_MODULUS), id: id),
      exponent: try attribute(UInt(CPKCS11_EXPONENT), id: id))
  }

  /// Opens what was encrypted to the RSA key (RFC 8017 §7.1.2).
  package func decryptOAEP(_ data: [UInt8], id: [UInt8], sha256: Bool) throws(TokenError) -> [UInt8] {
    let key = try privateKey(id)
    var plain = [UInt8](repeating: 0, count: 1_024)
    var count = plain.count
    try call("open") {
      cpkcs11_decrypt_oaep(module.pointer, session, key, sha256 ? 1 : 0, data, data.count, &plain, &count)
    }
    return Array(plain[..<count])
  }

  private func attribute(_ attribute: UInt, id: [UInt8]) throws(TokenError) -> [UInt8] {
    var object: UInt = 0
    try call("find a key") {
      cpkcs11_find(module.pointer, session, Int32(CPKCS11_PUBLIC_KEY), id, id.count, &object)
    }
    var value = [UInt8](repeating: 0, count: 2_048)
    var count = value.count
    try call("read a public key") {
      cpkcs11_attribute(module.pointer, session, object, attribute, &value, &count)
    }
    return Array(value[..<count])
  }

  private func privateKey(_ id: [UInt8]) throws(TokenError) -> UInt {
    if let known = found[id] { return known }
    var object: UInt = 0
    try call("find a key") {
      cpkcs11_find(module.pointer, session, Int32(CPKCS11_PRIVATE_KEY), id, id.count, &object)
    }
    found[id] = object
    return object
  }

  private func call(_ operation: String, _ work: () -> UInt) throws(TokenError) {
    let number = module.calling(since: beginning, work)
    guard number == 0 else { throw TokenError(operation, number) }
  }

  /// DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2, note 1).
  private static let sha256Info: [UInt8] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
  ]
}
