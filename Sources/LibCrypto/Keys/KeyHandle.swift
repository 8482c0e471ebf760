import COpenSSL

/// Owns one key of libcrypto.
///
/// `@unchecked Sendable`: the pointer never changes, the key is never altered after it is made, and libcrypto's keys
/// may be read from several threads at once (every signature uses a context of its own).
final class KeyHandle: @unchecked Sendable {
  enum Kind { case rsa, p256, ed25519, sm2, other }

  let pointer: OpaquePointer

  init(taking pointer: OpaquePointer?, operation: String) throws(LibCryptoError) {
    guard let pointer else { throw .last(operation) }
    self.pointer = pointer
  }

  deinit { copenssl_key_free(pointer) }

  convenience init(pkcs8DER: [UInt8]) throws(LibCryptoError) {
    try self.init(taking: copenssl_key_from_pkcs8(pkcs8DER, pkcs8DER.count), operation: "read a PKCS#8 key")
  }

  convenience init(publicKeyInfoDER: [UInt8]) throws(LibCryptoError) {
    try self.init(
      taking: copenssl_key_from_public_info(publicKeyInfoDER, publicKeyInfoDER.count), operation: "read a public key")
  }

  var kind: Kind {
    switch Int(copenssl_key_kind(pointer)) {
    case COPENSSL_KEY_RSA: .rsa
    case COPENSSL_KEY_P256: .p256
    case COPENSSL_KEY_ED25519: .ed25519
    case COPENSSL_KEY_SM2: .sm2
    default: .other
    }
  }

  func pkcs8DER() throws(LibCryptoError) -> [UInt8] {
    guard let der = takeBytes(copenssl_key_pkcs8(pointer)) else { throw .last("write a PKCS#8 key") }
    return der
  }

  func publicKeyInfoDER() throws(LibCryptoError) -> [UInt8] {
    guard let der = takeBytes(copenssl_key_public_info(pointer)) else { throw .last("write a public key") }
    return der
  }

  func signature(_ algorithm: Int, for message: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    guard let signature = takeBytes(copenssl_sign(pointer, Int32(algorithm), message, message.count)) else {
      throw .last("sign")
    }
    return signature
  }

  func isValid(_ algorithm: Int, signature: [UInt8], for message: [UInt8]) -> Bool {
    copenssl_verify(pointer, Int32(algorithm), signature, signature.count, message, message.count) == 1
  }
}
