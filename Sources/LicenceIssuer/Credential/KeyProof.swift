package import JOSE
package import OAuth

/// A proof of possession of the key that the credential will be bound to (OpenID4VCI 1.0 appendix F.1).
package struct KeyProof: Sendable, Hashable {
  /// The proven key.
  package let key: VerificationKey
  /// The nonce that it answers, still to be accepted.
  package let nonce: String

  /// The required `typ`.
  package static let type = "openid4vci-proof+jwt"
  /// What wallets may sign with, the issuer's own first where it is a wallet's as well: wallets take the first that they
  /// have. SM2 is named by issuers that sign by it.
  package static func algorithms(preferring signature: SignatureAlgorithm) -> [SignatureAlgorithm] {
    signature == .sm2 ? [.sm2, .es256, .edDSA] : [.es256, .edDSA]
  }
  /// Seconds for which a proof is fresh, and by which a device's clock may be ahead.
  package static let maximumAge = 300, skew = 60

  /// Verifies a proof. The key speaks for itself: the nonce and the grant decide what it obtains.
  package static func verify(
    _ compact: String, issuer: Issuer, clientID: String?,
    algorithms: [SignatureAlgorithm] = algorithms(preferring: .es256),
    at now: NumericDate
  ) throws(ProofRefusal) -> KeyProof {
    let proof: UnverifiedJWS
    do { proof = try UnverifiedJWS(compact: compact, maximumLength: 16_384) } catch { throw .malformed }
    guard let algorithm = proof.algorithm, algorithms.contains(algorithm) else { throw .unsupportedAlgorithm }
    let key = try key(of: proof.header)
    let claims: JSONObject
    do throws(JOSERejection) {
      claims = try proof.verified(by: key, type: type)
    } catch {
      throw switch error {
      case .wrongType: .wrongType
      case .algorithmMismatch, .unsupportedAlgorithm: .unsupportedAlgorithm
      case .badSignature: .badSignature
      case .malformed, .tooLarge, .unknownCriticalHeader, .unknownKey, .wrongIssuer, .wrongAudience, .expired,
        .notYetValid, .missingClaim, .decryptionFailed:
        .malformed
      }
    }
    guard claims["aud"]?.string == issuer.value else { throw .wrongAudience }
    // Present for a client that named itself, absent for an anonymous one.
    if let issuedBy = claims["iss"] {
      guard let clientID, issuedBy.string == clientID else { throw .wrongIssuer }
    }
    guard let issuedAt = claims["iat"]?.date else { throw .missingTime }
    guard issuedAt + maximumAge >= now else { throw .tooOld }
    guard issuedAt <= now + skew else { throw .inFuture }
    guard let nonce = claims["nonce"]?.string, !nonce.isEmpty else { throw .missingNonce }
    return KeyProof(key: key, nonce: nonce)
  }

  private static func key(of header: JSONObject) throws(ProofRefusal) -> VerificationKey {
    // Credentials are bound to keys, not to identifiers of keys: a `kid` would need somebody to ask what it means.
    guard let jwk = header["jwk"] else { throw .missingKey }
    guard header["kid"] == nil, header["x5c"] == nil else { throw .ambiguousKey }
    do { return try VerificationKey(jwk: jwk) } catch { throw .unusableKey }
  }
}
