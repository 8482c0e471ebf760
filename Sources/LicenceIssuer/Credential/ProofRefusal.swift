/// Why a key proof was not accepted (OpenID4VCI 1.0 appendix F.4).
package enum ProofRefusal: Error, Sendable, Hashable, CaseIterable {
  case malformed, wrongType, unsupportedAlgorithm, missingKey, ambiguousKey, unusableKey, badSignature, wrongAudience
  case wrongIssuer, missingTime, tooOld, inFuture, missingNonce

  /// What the wallet's developer should change.
  package var description: String {
    switch self {
    case .malformed: "the key proof is not a compact JWS of a JSON object"
    case .wrongType: "the typ of the key proof must be openid4vci-proof+jwt"
    case .unsupportedAlgorithm: "sign the key proof with an algorithm of proof_signing_alg_values_supported"
    case .missingKey: "put the public key into the jwk header of the key proof"
    case .ambiguousKey: "the key proof must have a jwk header and neither kid nor x5c"
    case .unusableKey: "the jwk header of the key proof is not a usable public key"
    case .badSignature: "the signature of the key proof is wrong"
    case .wrongAudience: "the aud of the key proof must be the credential issuer identifier"
    case .wrongIssuer: "the iss of the key proof must be the client_id, or absent without one"
    case .missingTime: "the key proof has no iat"
    case .tooOld: "the iat of the key proof is too long ago; check the clock of the device"
    case .inFuture: "the iat of the key proof is in the future; check the clock of the device"
    case .missingNonce: "the key proof has no nonce; fetch one from the nonce endpoint"
    }
  }
}
