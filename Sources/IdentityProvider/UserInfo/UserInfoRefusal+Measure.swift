import JOSE
import OAuthHTTP

extension UserInfoRefusal {
  /// One counter a kind.
  static var counters: CaseCounters<UserInfoRefusal> {
    CaseCounters("tongzhao_refusals_total", [("area", "userinfo")], by: "reason", of: kinds) { kind in
      if case .dead(let death) = kind { return LabelValue.of(death) }
      if case .sender(let refusal) = kind { return refusal.label }
      return LabelValue.of(kind)
    }
  }

  /// What it is counted under: which part of a bad token was bad is for the log.
  var kind: UserInfoRefusal {
    switch self {
    case .invalidToken: .invalidToken(.expired)
    case .sender(let refusal): .sender(refusal.kind)
    case .missingToken, .otherAudience, .missingScope, .noEnterprise, .dead: self
    }
  }

  private static let kinds: [UserInfoRefusal] =
    [.missingToken, .invalidToken(.expired), .otherAudience, .missingScope, .noEnterprise]
    + GrantDeath.allCases.map(UserInfoRefusal.dead) + SenderRefusal.kinds.map(UserInfoRefusal.sender)
}
