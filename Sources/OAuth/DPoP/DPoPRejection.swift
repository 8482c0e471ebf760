import JOSE

/// Why a proof is not one (RFC 9449 §4.3).
package enum DPoPRejection: String, Error, Sendable, Hashable, CaseIterable {
  case malformed
  case wrongType
  case unsupportedAlgorithm
  case missingKey
  /// `jwk` is no public key of the algorithm; one with a private half is none.
  case invalidKey
  case badSignature
  /// One of `jti`, `htm`, `htu` and `iat` is missing; or `ath`, where a token is shown with the proof.
  case missingClaim
  case wrongMethod
  case wrongAddress
  case tooOld
  case notYetValid
  /// `ath` is of another token.
  case wrongAccessToken

  init(_ rejection: JOSERejection) {
    switch rejection {
    case .wrongType: self = .wrongType
    case .unsupportedAlgorithm, .algorithmMismatch: self = .unsupportedAlgorithm
    case .badSignature, .unknownKey: self = .badSignature
    case .expired: self = .tooOld
    case .notYetValid: self = .notYetValid
    case .missingClaim: self = .missingClaim
    case .malformed, .tooLarge, .unknownCriticalHeader, .wrongIssuer, .wrongAudience, .decryptionFailed:
      self = .malformed
    }
  }

  /// What the maker of the proof is told.
  package var explanation: String {
    switch self {
    case .malformed: "the DPoP proof is not a signed JWT"
    case .wrongType: "typ of the DPoP proof must be dpop+jwt"
    case .unsupportedAlgorithm: "the DPoP proof must be signed by ES256 or EdDSA, with the key in its header"
    case .missingKey: "the header of the DPoP proof needs jwk, the public key"
    case .invalidKey: "jwk of the DPoP proof must be one public key, without its private half"
    case .badSignature: "the signature of the DPoP proof does not verify by its jwk"
    case .missingClaim: "the DPoP proof needs jti, htm, htu and iat, and ath where a token is shown with it"
    case .wrongMethod: "htm of the DPoP proof is not the method of this request"
    case .wrongAddress: "htu of the DPoP proof is not the address of this request"
    case .tooOld: "the DPoP proof is too old: make a new one for each request"
    case .notYetValid: "the DPoP proof is from the future: check the clock"
    case .wrongAccessToken: "ath of the DPoP proof is not of the access token in this request"
    }
  }
}
