/// In which role a person holds an entity's licence.
package enum HolderRole: String, Sendable, Hashable, CaseIterable {
  /// 法定代表人 and what takes its place for other kinds: operator, investor, managing partner, person in charge.
  case legalRepresentative = "legal_representative"
  /// 证照管理员, at most five an entity.
  case licenceManager = "licence_manager"
  /// 办事人, for listed matters or for all.
  case agent

  package var chinese: String {
    switch self {
    case .legalRepresentative: "法定代表人"
    case .licenceManager: "证照管理员"
    case .agent: "办事人"
    }
  }

  package var english: String {
    switch self {
    case .legalRepresentative: "Legal representative"
    case .licenceManager: "Licence manager"
    case .agent: "Agent"
    }
  }

  /// Everybody but the legal representative acts by a delegation.
  package var actsByDelegation: Bool { self != .legalRepresentative }
}
