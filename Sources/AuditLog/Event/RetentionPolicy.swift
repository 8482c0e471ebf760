package import JOSE

/// Why a retention is refused.
package enum RetentionRejection: Error, Sendable, Hashable, CaseIterable {
  /// GB/T 22239 and the Cybersecurity Law (article 21) ask for six months of logs at least.
  case tooShort
}

/// For how long personal details are kept. Leaves are kept for good: they are small, and name nobody.
package struct RetentionPolicy: Sendable, Hashable {
  package static let shortestDays = 180
  package static let shortest = RetentionPolicy()
  package let days: Int

  private init() { days = Self.shortestDays }

  package init(days: Int) throws(RetentionRejection) {
    guard days >= Self.shortestDays else { throw .tooShort }
    self.days = days
  }

  /// Details of before this moment may go.
  package func limit(at now: NumericDate) -> NumericDate { now - days * 86_400 }
}
