package import JOSE

/// The standing of licences, of which those that are blocked here are bad whatever their region says. Sessions, codes,
/// refresh tokens, UserInfo and introspection all ask it.
package struct UnblockedStanding: LicenceStanding {
  private let standing: any LicenceStanding
  private let isBlocked: @Sendable (_ uscc: String) -> Bool

  package init(_ standing: any LicenceStanding, isBlocked: @escaping @Sendable (_ uscc: String) -> Bool) {
    self.standing = standing
    self.isBlocked = isBlocked
  }

  package func standing(of presentation: Presentation, at now: NumericDate) async -> Standing {
    // First: a region that does not answer must not make a blocked licence a matter of trying again.
    if isBlocked(presentation.uscc) { return .bad }
    return await standing.standing(of: presentation, at: now)
  }
}
