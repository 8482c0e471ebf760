import OAuth
import OAuthHTTP

extension TokenRefusal {
  /// One counter a kind.
  static var counters: CaseCounters<TokenRefusal> {
    CaseCounters("tongzhao_refusals_total", [("area", "token")], by: "reason", of: kinds) { kind in
      if case .dead(let death) = kind { return LabelValue.of(death) }
      return LabelValue.of(kind)
    }
  }

  /// The refusal without what a caller wrote: what it is counted under.
  var kind: TokenRefusal {
    switch self {
    case .scopeNotGranted: .scopeNotGranted(.openID)
    case .scopeNotAllowed: .scopeNotAllowed(.openID, [])
    case .missingGrantType, .unsupportedGrantType, .unauthorizedGrantType, .missingCode, .unknownCode, .expiredCode,
      .replayedCode, .foreignCode, .missingRedirectURI, .wrongRedirectURI, .missingVerifier, .malformedVerifier,
      .wrongVerifier, .missingRefreshToken, .unknownRefreshToken, .foreignRefreshToken, .reusedRefreshToken,
      .malformedScope, .unknownResource, .dead:
      self
    }
  }

  private static let kinds: [TokenRefusal] =
    [
      .missingGrantType, .unsupportedGrantType, .unauthorizedGrantType, .missingCode, .unknownCode, .expiredCode,
      .replayedCode, .foreignCode, .missingRedirectURI, .wrongRedirectURI, .missingVerifier, .malformedVerifier,
      .wrongVerifier, .missingRefreshToken, .unknownRefreshToken, .foreignRefreshToken, .reusedRefreshToken,
      .malformedScope, .scopeNotGranted(.openID), .scopeNotAllowed(.openID, []), .unknownResource,
    ] + GrantDeath.allCases.map(TokenRefusal.dead)
}
