package import JOSE

/// A department's application for a client, or for a change of one.
package struct StoredApplication: Sendable, Hashable {
  /// What became of it.
  package enum Outcome: String, Sendable, Hashable, CaseIterable {
    case pending, approved, rejected
  }

  package let number: Int
  package let document: JSONObject
  package let contact: String
  package let purpose: String
  /// Who entered it; somebody else decides.
  package let appliedBy: String
  package let appliedAt: NumericDate
  package let outcome: Outcome
  package let decidedBy: String?
  package let decidedAt: NumericDate?
  /// The registration that this one was made from, without its suspension; nil for a client that there was not.
  package let base: JSONObject?

  init(_ row: SQLRow) throws {
    guard let outcome = Outcome(rawValue: try row.text(6)),
      let document = try JSON(parsing: Array(try row.text(1).utf8)).object
    else { throw StoreError.corrupt("an application cannot be read") }
    number = try row.int(0)
    self.document = document
    contact = try row.text(2)
    purpose = try row.text(3)
    appliedBy = try row.text(4)
    appliedAt = try row.date(5)
    self.outcome = outcome
    decidedBy = try row.textIfPresent(7)
    decidedAt = try row.dateIfPresent(8)
    base = try row.textIfPresent(9).flatMap { try JSON(parsing: Array($0.utf8)).object }
  }
}
