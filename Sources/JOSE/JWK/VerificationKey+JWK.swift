import Crypto
import LibCrypto

extension VerificationKey {
  /// The required members, in the order RFC 7638 §3.2 hashes them: lexicographic.
  package var jwk: JSONObject {
    switch self {
    case .es256(let key):
      let coordinates = Array(key.rawRepresentation)
      return [
        "crv": "P-256", "kty": "EC", "x": .string(Base64URL.encode(coordinates[..<32])),
        "y": .string(Base64URL.encode(coordinates[32...])),
      ]
    case .edDSA(let key):
      return ["crv": "Ed25519", "kty": "OKP", "x": .string(Base64URL.encode(key.rawRepresentation))]
    case .rs256(let key), .ps256(let key):
      return [
        "e": .string(Base64URL.encode(Self.minimal(key.exponent))), "kty": "RSA",
        "n": .string(Base64URL.encode(Self.minimal(key.modulus))),
      ]
    case .sm2(let key): return key.members
    }
  }

  /// RFC 7638: base64url of the SHA-256 of the required members, of an SM2 key that of their SM3.
  package var thumbprint: String {
    if case .sm2(let key) = self { return key.thumbprint }
    return Digests.sha256Text(jwk.serialized())
  }

  /// Reads the key of a JWK that verifies signatures; an RSA key is for PS256 where its `alg` says so. A private or symmetric key is refused before anything else.
  package init(jwk: JSON) throws(JWKRejection) {
    guard let members = jwk.object else { throw .malformed }
    try Self.refusePrivateMembers(members)
    guard let type = members["kty"]?.string else { throw .malformed }
    switch type {
    case "EC":
      guard let curve = members["crv"]?.string else { throw .malformed }
      let isSM2 = SM2VerificationKey.curves.contains(curve)
      guard isSM2 || curve == "P-256" else { throw .unsupportedCurve }
      // RFC 7518 §6.2.1.2: a coordinate has the full length of the field, leading zeros included.
      let x = try Self.bytes(members["x"], count: 32)
      let y = try Self.bytes(members["y"], count: 32)
      if isSM2 { try self.init(sm2: [0x04] + x + y) } else { try self.init(p256: [0x04] + x + y) }
    case "OKP":
      guard let curve = members["crv"]?.string else { throw .malformed }
      guard curve == "Ed25519" else { throw .unsupportedCurve }
      try self.init(ed25519: try Self.bytes(members["x"], count: 32))
    case "RSA":
      let modulus = try Self.unsigned(members["n"])
      let exponent = try Self.unsigned(members["e"])
      try self.init(modulus: modulus, exponent: exponent)
      if case .rs256(let numbers) = self, members["alg"] == .string(SignatureAlgorithm.ps256.rawValue) {
        self = .ps256(numbers)
      }
    default: throw .unsupportedKeyType
    }
  }

  /// RFC 7518 §6.2.2, §6.3.2 and §6.4.1: whoever sends one of these has sent away his secret.
  static func refusePrivateMembers(_ members: JSONObject) throws(JWKRejection) {
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] where members[name] != nil { throw .privateKeyPresent }
  }

  static func bytes(_ member: JSON?, count: Int) throws(JWKRejection) -> [UInt8] {
    guard let text = member?.string, let bytes = Base64URL.decode(text) else { throw .malformed }
    guard bytes.count == count else { throw .invalidKey }
    return bytes
  }

  /// Base64urlUInt of RFC 7518 §2: the fewest bytes, so no leading zero.
  static func unsigned(_ member: JSON?) throws(JWKRejection) -> [UInt8] {
    guard let text = member?.string, let bytes = Base64URL.decode(text) else { throw .malformed }
    guard let first = bytes.first, first != 0 else { throw .invalidKey }
    return bytes
  }

  private static func minimal(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.drop { $0 == 0 }) }
}

extension VerificationKey {
  /// SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7), what certificates carry.
  package var publicKeyInfoDER: [UInt8] {
    switch self {
    case .es256(let key): return Self.p256Prefix + Array(key.x963Representation)
    case .edDSA(let key): return Self.ed25519Prefix + Array(key.rawRepresentation)
    case .rs256(let key), .ps256(let key):
      let numbers = DER.sequence(DER.unsigned(key.modulus) + DER.unsigned(key.exponent))
      return DER.sequence(Self.rsaAlgorithm + DER.bitString(numbers))
    case .sm2(let key): return key.key.publicKeyInfoDER
    }
  }

  // RFC 5480 §2: id-ecPublicKey with prime256v1, then a bit string of 65 bytes.
  private static let p256Prefix: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE,
    0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
  ]
  // RFC 8410 §4: id-Ed25519, then a bit string of 32 bytes.
  private static let ed25519Prefix: [UInt8] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]
  // RFC 8017 §A.1: rsaEncryption with NULL.
  static let rsaAlgorithm: [UInt8] = [
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
  ]
}
