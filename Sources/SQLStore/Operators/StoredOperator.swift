package import JOSE

/// An operator as the database knows one.
package struct StoredOperator: Sendable, Hashable {
  /// Whether one may work.
  package enum Standing: String, Sendable, Hashable, CaseIterable {
    case active, suspended, removed
  }

  package let name: String
  package let role: String
  package let standing: Standing
  /// The certificate by which the operator logs in (DER).
  package let certificate: [UInt8]
  /// SHA-256 of it.
  package let fingerprint: [UInt8]
  package let enrolledAt: NumericDate
  package let changedAt: NumericDate
  /// When a code was last accepted.
  package let seenAt: NumericDate?
  /// Whether the appointment ends with the certificate: then the operator cannot renew it.
  package let hasFixedTerm: Bool

  package init(
    name: String, role: String, standing: Standing = .active, certificate: [UInt8], fingerprint: [UInt8],
    enrolledAt: NumericDate, changedAt: NumericDate, seenAt: NumericDate? = nil, hasFixedTerm: Bool = false
  ) {
    self.name = name
    self.role = role
    self.standing = standing
    self.certificate = certificate
    self.fingerprint = fingerprint
    self.enrolledAt = enrolledAt
    self.changedAt = changedAt
    self.seenAt = seenAt
    self.hasFixedTerm = hasFixedTerm
  }

  init(_ row: SQLRow) throws {
    guard let standing = Standing(rawValue: try row.text(2)) else {
      throw StoreError.corrupt("an operator's standing cannot be read")
    }
    self.init(
      name: try row.text(0), role: try row.text(1), standing: standing, certificate: try row.blob(3),
      fingerprint: try row.blob(4), enrolledAt: try row.date(5), changedAt: try row.date(6),
      seenAt: try row.dateIfPresent(7), hasFixedTerm: try row.bool(8))
  }
}

/// A session of an operator: a token that is good from one certificate only.
package struct StoredOperatorSession: Sendable, Hashable {
  package let name: String
  package let role: String
  package let expiresAt: NumericDate
}
