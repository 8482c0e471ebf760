import Crypto

/// A public P-256 key that others encrypt to (RFC 7518 §4.6).
package struct KeyAgreementKey: Sendable {
  /// `kid`, which goes into the header of what is encrypted to this key.
  package let keyID: String?
  let publicKey: P256.KeyAgreement.PublicKey

  init(publicKey: P256.KeyAgreement.PublicKey, keyID: String?) {
    self.publicKey = publicKey
    self.keyID = keyID
  }

  /// Reads a JWK for ECDH-ES on P-256. `use` other than `enc` and another `alg` are refused.
  package init(jwk: JSON) throws(JWKRejection) {
    guard let members = jwk.object else { throw .malformed }
    if let use = members["use"] {
      guard use == "enc" else { throw .wrongUse }
    }
    if let algorithm = members["alg"] {
      guard algorithm == "ECDH-ES" else { throw .unsupportedAlgorithm }
    }
    var keyID: String?
    if let member = members["kid"] {
      guard let text = member.string else { throw .malformed }
      keyID = text
    }
    self.init(publicKey: try Self.point(members), keyID: keyID)
  }

  /// A public point on P-256: of a key, or of the `epk` header. NIST SP 800-56A wants it checked to be on the curve.
  static func point(_ members: JSONObject) throws(JWKRejection) -> P256.KeyAgreement.PublicKey {
    try VerificationKey.refusePrivateMembers(members)
    guard let type = members["kty"]?.string, let curve = members["crv"]?.string else { throw .malformed }
    guard type == "EC" else { throw .unsupportedKeyType }
    guard curve == "P-256" else { throw .unsupportedCurve }
    let x = try VerificationKey.bytes(members["x"], count: 32)
    let y = try VerificationKey.bytes(members["y"], count: 32)
    do { return try P256.KeyAgreement.PublicKey(x963Representation: [0x04] + x + y) } catch { throw .invalidKey }
  }

  /// The required members of the public JWK.
  static func members(of publicKey: P256.KeyAgreement.PublicKey) -> JSONObject {
    let coordinates = Array(publicKey.rawRepresentation)
    return [
      "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(coordinates[..<32])),
      "y": .string(Base64URL.encode(coordinates[32...])),
    ]
  }
}
