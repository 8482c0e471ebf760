/// Why a login, a token or an answer of the provider was refused. Compare by case; the texts are for logs.
public enum RelyingPartyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The provider could not be reached, or answered with something else than the protocol says.
  case providerUnavailable(String)
  /// The discovery document names another issuer than the one configured (OpenID Connect Discovery 1.0 §4.3).
  case issuerMismatch
  /// The answer does not belong to a login that this browser began: `state` or `iss` differ (RFC 9207 §2.4).
  case foreignAnswer
  /// The provider answered with an error, as `access_denied` (RFC 6749 §4.1.2.1, §5.2).
  case refused(code: String, description: String?)
  /// The ID token does not hold (OpenID Connect Core 1.0 §3.1.3.7).
  case invalidIDToken(TokenRejection)

  /// One sentence for a log.
  public var description: String {
    switch self {
    case .providerUnavailable(let cause): "the identity provider cannot be used: \(cause)"
    case .issuerMismatch: "the discovery document names another issuer"
    case .foreignAnswer: "the answer does not belong to this login"
    case .refused(let code, let description): "refused: \(code)\(description.map { " (\($0))" } ?? "")"
    case .invalidIDToken(let rejection): "the ID token does not hold: \(rejection)"
    }
  }
}

/// Why a token does not hold. Each is its own case, so that a department can tell its operator what to look at.
public enum TokenRejection: String, Error, Sendable, Hashable, CaseIterable {
  case malformed
  case wrongType
  case unknownKey
  case keysUnavailable
  case badSignature
  case wrongIssuer
  case wrongAudience
  case expired
  case notYetValid
  case missingClaim
  case insufficientScope
  /// The person must log in again, at a higher level or more lately (RFC 9470).
  case insufficientUserAuthentication
  case wrongNonce
  case wrongAccessTokenHash
  case loginTooOld
  /// The token is bound to a key, and the request did not prove that it comes from the key's holder.
  case senderNotProved
}
