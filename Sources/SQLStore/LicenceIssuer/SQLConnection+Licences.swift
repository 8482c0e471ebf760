import ELicence
import JOSE
import LicenceIssuer

extension SQLConnection {
  /// The licence of that code.
  func licence(_ uscc: CreditCode) throws -> RegisteredLicence? {
    try row(
      "SELECT particulars, state, version, registered_at, changed_at FROM licences WHERE uscc = $1",
      [.text(uscc.value)]
    ).map { try RegisteredLicence(row: $0) }
  }

  /// Keeps other facts of a licence, with the difference and its reason; nil when nothing differs.
  func replace(
    _ old: RegisteredLicence, by facts: RegisteredFacts, reason: String, at now: NumericDate
  ) throws -> RegisteredLicence? {
    let former = RegisteredFacts(old.particulars, old.state)
    guard let difference = LicenceChange.difference(from: former, to: facts) else { return nil }
    let version = old.version + 1
    try run(
      """
      UPDATE licences SET entity_name = $2, state = $3, particulars = $4, version = $5, changed_at = $6 WHERE uscc = $1
      """,
      [
        .text(old.uscc.value), .text(orNull: facts.particulars.entityName), .text(facts.state.rawValue),
        .text(JSON.object(facts.particulars.json).text), .int(version), .date(now),
      ])
    try run(
      """
      INSERT INTO licence_changes (uscc, version, at, reason, facts_before, facts_after)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .text(old.uscc.value), .int(version), .date(now), .text(reason), .text(JSON.object(difference.before).text),
        .text(JSON.object(difference.after).text),
      ])
    // What was signed with other particulars must not be shown again, whatever the state says.
    try setCredentials(
      of: old.uscc,
      to: facts.particulars.json == old.particulars.json ? facts.state.credentialStatus : .invalid, at: now)
    if facts.particulars.representativeName != old.particulars.representativeName {
      try SQLIdentityDocuments.forget(of: old.uscc, on: self)
      try withdrawRepresentatives(of: old.uscc, exceptNamed: facts.particulars.representativeName, at: now)
    }
    return RegisteredLicence(
      particulars: facts.particulars, state: facts.state, version: version, registeredAt: old.registeredAt,
      changedAt: now)
  }

  private func withdrawRepresentatives(of uscc: CreditCode, exceptNamed name: String?, at now: NumericDate) throws {
    for registered in try holders(of: uscc)
    where registered.holder.role == .legalRepresentative && registered.holder.name != name {
      try withdraw(registered.holder.id, from: uscc, at: now)
    }
  }
}

extension RegisteredLicence {
  /// Reads `particulars, state, version, registered_at, changed_at`.
  init(row: SQLRow) throws {
    guard let state = LicenceState(rawValue: try row.text(1)) else { throw StoreError.corrupt("licences.state") }
    let particulars: Particulars
    do { particulars = try Particulars(json: try row.object(0)) } catch let error as ParticularsRejection {
      throw StoreError.corrupt("licences.particulars: \(error.claim)")
    }
    self.init(
      particulars: particulars, state: state, version: try row.int(2), registeredAt: try row.date(3),
      changedAt: try row.date(4))
  }
}

extension SQLRow {
  /// A JSON object.
  func object(_ column: Int) throws -> JSONObject {
    do {
      guard let object = try JSON(parsing: Array(try text(column).utf8)).object else {
        throw StoreError.corrupt("column \(column) is not a JSON object")
      }
      return object
    } catch is JSONError {
      throw StoreError.corrupt("column \(column) is not JSON")
    }
  }

  /// A credit code.
  func creditCode(_ column: Int) throws -> CreditCode {
    do { return try CreditCode(try text(column)) } catch is CreditCodeRejection {
      throw StoreError.corrupt("column \(column) is not a credit code")
    }
  }
}
