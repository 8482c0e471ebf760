package import LibCrypto

/// An SM2 key as a JWK: `kty` EC, and `crv` by a name that is registered nowhere.
package struct SM2VerificationKey: Sendable, Hashable {
  /// The name that is written, and the others that are read: the curve has been given several.
  static let curve = "SM2"
  static let curves = [curve, "SM2-P-256", "sm2p256v1"]

  /// The other names under which the signature is met in `alg`. None is taken unless the key's own JWK says it.
  static let aliases = ["SM2", "GmSM2", "SM3WithSM2"]

  /// The point.
  package let key: SM2PublicKey
  /// As RFC 7638 has it, but by SM3: of the required members, with the name that is written here whichever was read.
  package let thumbprint: String
  /// The required members, in the order of RFC 7638 §3.2.
  let members: JSONObject
  /// The other name by which its owner's tokens call the signature, where the JWK has that for its `alg`.
  var alias: String?

  /// Names the key.
  package init(_ key: SM2PublicKey) throws(LibCryptoError) {
    self.key = key
    members = [
      "crv": .string(Self.curve), "kty": "EC", "x": .string(Base64URL.encode(key.x963[1...32])),
      "y": .string(Base64URL.encode(key.x963[33...])),
    ]
    thumbprint = Base64URL.encode(try SM3.hash(members.serialized()))
  }

  /// Whether this is this key's signature, by the standard signer's identifier: 64 octets and never DER, as RFC 7518 §3.4
  /// has it for ES256.
  func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
    guard NationalSelfTest.failure == nil, let signature = SM2Signature(raw: signature) else { return false }
    return key.isValid(signature, for: message)
  }

  /// Two keys are the same when their points are.
  package static func == (left: SM2VerificationKey, right: SM2VerificationKey) -> Bool { left.key == right.key }

  /// Hashes the point.
  package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
