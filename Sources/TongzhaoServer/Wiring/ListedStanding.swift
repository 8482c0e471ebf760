package import ELicence
package import IdentityProvider
package import JOSE

/// How a licence that was presented before stands now: by its region's status list.
package struct ListedStanding: LicenceStanding {
  private let statuses: any LicenceStatusSource
  private let trust: @Sendable () -> TrustList

  package init(statuses: any LicenceStatusSource, trust: @escaping @Sendable () -> TrustList) {
    self.statuses = statuses
    self.trust = trust
  }

  package func standing(of presentation: Presentation, at now: NumericDate) async -> Standing {
    // A region that is no longer trusted, or whose time in the trust list is over, takes its logins with it.
    guard now < presentation.credentialExpires,
      let anchor = trust().anchors.first(where: { $0.region == presentation.region && $0.terms.areInForce(at: now) })
    else { return .bad }
    return switch await statuses.status(of: presentation.status, under: anchor, at: now) {
    case .valid: .good
    case .invalid, .suspended: .bad
    case .unavailable: .unknown
    }
  }
}
