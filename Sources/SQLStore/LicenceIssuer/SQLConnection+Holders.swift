import ELicence
import JOSE
import LicenceIssuer

extension SQLConnection {
  /// Everybody who holds a licence, in the order of appointment.
  func holders(of uscc: CreditCode) throws -> [RegisteredHolder] {
    try rows(
      """
      SELECT h.holder_id, h.role, h.name, h.delegation, h.appointed_at,
        (SELECT g.device_key FROM issuance_grants g
         WHERE g.uscc = h.uscc AND g.holder_id = h.holder_id AND g.revoked_at IS NULL AND g.device_key IS NOT NULL
         ORDER BY g.number DESC LIMIT 1),
        (SELECT COUNT(*) FROM holder_documents d WHERE d.uscc = h.uscc AND d.holder_id = h.holder_id)
          + (SELECT COUNT(*) FROM representative_documents r
             WHERE r.uscc = h.uscc AND h.role = 'legal_representative')
      FROM holders h WHERE h.uscc = $1 AND h.withdrawn_at IS NULL ORDER BY h.appointed_at, h.holder_id
      """, [.text(uscc.value)]
    ).map { row in
      RegisteredHolder(
        uscc: uscc, holder: try Holder(row: row), appointedAt: try row.date(4), deviceKey: try row.textIfPresent(5),
        hasDocument: try row.int(6) > 0)
    }
  }

  /// The person, while he holds the licence.
  func holder(_ id: String, of uscc: CreditCode) throws -> Holder? {
    try row(
      """
      SELECT holder_id, role, name, delegation FROM holders
      WHERE uscc = $1 AND holder_id = $2 AND withdrawn_at IS NULL
      """, [.text(uscc.value), .text(id)]
    ).map { try Holder(row: $0) }
  }

  /// Ends what a person holds of a licence; false when he holds nothing.
  @discardableResult
  func withdraw(_ id: String, from uscc: CreditCode, at now: NumericDate) throws -> Bool {
    let withdrawn = try run(
      "UPDATE holders SET withdrawn_at = $3 WHERE uscc = $1 AND holder_id = $2 AND withdrawn_at IS NULL",
      [.text(uscc.value), .text(id), .date(now)])
    guard withdrawn == 1 else { return false }
    try SQLIdentityDocuments.forget(holder: id, of: uscc, on: self)
    try voidOffers(of: uscc, holder: id)
    try run(
      "UPDATE issuance_grants SET revoked_at = $3 WHERE uscc = $1 AND holder_id = $2 AND revoked_at IS NULL",
      [.text(uscc.value), .text(id), .date(now)])
    try invalidateCredentials(of: uscc, holder: id, at: now)
    return true
  }

  /// Offers that were not redeemed cannot be any more.
  func voidOffers(of uscc: CreditCode, holder: String) throws {
    try run(
      "DELETE FROM credential_offers WHERE uscc = $1 AND holder_id = $2 AND redeemed_at IS NULL",
      [.text(uscc.value), .text(holder)])
  }
}

extension Holder {
  /// Reads `holder_id, role, name, delegation`.
  init(row: SQLRow) throws {
    guard let role = HolderRole(rawValue: try row.text(1)) else { throw StoreError.corrupt("holders.role") }
    var delegation: Delegation?
    if !row.isNull(3) {
      delegation = Delegation(json: .object(try row.object(3)))
      guard delegation != nil else { throw StoreError.corrupt("holders.delegation") }
    }
    self.init(role: role, name: try row.textIfPresent(2), id: try row.text(0), delegation: delegation)
  }
}
