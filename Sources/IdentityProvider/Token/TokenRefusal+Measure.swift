import OAuth
import OAuthHTTP

extension TokenRefusal {
  /// One counter a kind.
  static var counters: CaseCounters<TokenRefusal> {
    CaseCounters("tongzhao_refusals_total", [("area", "token")], by: "reason", of: kinds) { kind in
      switch kind {
      case .dead(let death): return LabelValue.of(death)
      case .exchange(.subjectDead(let death)): return "exchange_" + LabelValue.of(death)
      case .exchange(let refusal): return "exchange_" + LabelValue.of(refusal)
      case .awaited(let login, let refusal): return LabelValue.of(login) + "_" + LabelValue.of(refusal)
      case .sender(let refusal): return refusal.label
      default: return LabelValue.of(kind)
      }
    }
  }

  /// The refusal without what a caller wrote: what it is counted under.
  var kind: TokenRefusal {
    switch self {
    case .sender(let refusal): .sender(refusal.kind)
    case .scopeNotGranted: .scopeNotGranted(.openID)
    case .scopeNotAllowed: .scopeNotAllowed(.openID, [])
    case .unsupportedGrantType: .unsupportedGrantType([])
    case .exchange(let refusal): .exchange(refusal.kind)
    case .missingGrantType, .unauthorizedGrantType, .missingCode, .unknownCode, .expiredCode,
      .replayedCode, .foreignCode, .missingRedirectURI, .wrongRedirectURI, .missingVerifier, .malformedVerifier,
      .wrongVerifier, .missingRefreshToken, .unknownRefreshToken, .foreignRefreshToken, .reusedRefreshToken,
      .malformedScope, .detailsNotGranted, .unknownResource, .dead, .deviceNotAllowed, .awaited:
      self
    }
  }

  private static let kinds: [TokenRefusal] =
    [
      .missingGrantType, .unsupportedGrantType([]), .unauthorizedGrantType, .missingCode, .unknownCode, .expiredCode,
      .replayedCode, .foreignCode, .missingRedirectURI, .wrongRedirectURI, .missingVerifier, .malformedVerifier,
      .wrongVerifier, .missingRefreshToken, .unknownRefreshToken, .foreignRefreshToken, .reusedRefreshToken,
      .malformedScope, .scopeNotGranted(.openID), .scopeNotAllowed(.openID, []), .unknownResource, .detailsNotGranted,
      .deviceNotAllowed,
    ] + GrantDeath.allCases.map(TokenRefusal.dead) + TokenExchangeRefusal.kinds.map(TokenRefusal.exchange)
    + AwaitedLogin.allCases.flatMap { login in AwaitedRefusal.allCases.map { .awaited(login, $0) } }
    + SenderRefusal.kinds.map(TokenRefusal.sender)
}
