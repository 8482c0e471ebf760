package import JOSE

/// The dates of a key, fixed when it is made: a change of policy is for later keys.
package struct KeyDates: Sendable, Hashable {
  package let createdAt: NumericDate
  /// Since when it is published.
  package let announcedAt: NumericDate
  /// When it takes over its slot.
  package let signsFrom: NumericDate
  /// When its successor is to take over.
  package let retiresAt: NumericDate
  /// When it is withdrawn, if it was retired on its day.
  package let removesAt: NumericDate

  package init(
    createdAt: NumericDate, announcedAt: NumericDate, signsFrom: NumericDate, retiresAt: NumericDate,
    removesAt: NumericDate
  ) {
    self.createdAt = createdAt
    self.announcedAt = announcedAt
    self.signsFrom = signsFrom
    self.retiresAt = retiresAt
    self.removesAt = removesAt
  }

  /// For how long it stays published after it signed for the last time, in seconds.
  package var keptFor: Int { removesAt - retiresAt }
}
