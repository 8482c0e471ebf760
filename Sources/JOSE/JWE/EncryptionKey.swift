import Crypto
package import LibCrypto

/// A public key that others encrypt to, of one of the kinds there are.
package enum EncryptionKey: Sendable {
  case agreement(KeyAgreementKey)
  case rsa(RSAPublicKey, keyID: String?)

  /// Reads a JWK that is to be used in this way. One that says it is for something else is refused.
  package init(jwk: JSON, for management: KeyManagement) throws(JWKRejection) {
    guard let members = jwk.object else { throw .malformed }
    try VerificationKey.refusePrivateMembers(members)
    if let use = members["use"] {
      guard use == "enc" else { throw .wrongUse }
    }
    if let algorithm = members["alg"] {
      guard algorithm == .string(management.rawValue) else { throw .unsupportedAlgorithm }
    }
    var keyID: String?
    if let member = members["kid"] {
      guard let text = member.string else { throw .malformed }
      keyID = text
    }
    guard let type = members["kty"]?.string else { throw .malformed }
    switch management {
    case .ecdhES, .ecdhESA128KW, .ecdhESA256KW:
      self = .agreement(KeyAgreementKey(publicKey: try KeyAgreementKey.point(members), keyID: keyID))
    case .rsaOAEP256, .rsaOAEP:
      guard type == "RSA" else { throw .unsupportedKeyType }
      let modulus = try VerificationKey.unsigned(members["n"])
      let exponent = try VerificationKey.unsigned(members["e"])
      do { self = .rsa(try RSAPublicKey(modulus: modulus, exponent: exponent), keyID: keyID) } catch {
        throw .invalidKey
      }
    }
  }

  var keyID: String? {
    switch self {
    case .agreement(let key): key.keyID
    case .rsa(_, let keyID): keyID
    }
  }
}
