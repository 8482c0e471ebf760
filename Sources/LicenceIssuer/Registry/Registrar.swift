package import ELicence
package import JOSE
package import OAuth

/// What a registrar can do, for the command line and for whatever comes after it.
package struct Registrar: Sendable {
  let stores: IssuerStores
  let issuer: Issuer
  let policy: OfferPolicy

  /// A registrar of this issuer.
  package init(stores: IssuerStores, issuer: Issuer, offers policy: OfferPolicy = OfferPolicy()) {
    self.stores = stores
    self.issuer = issuer
    self.policy = policy
  }

  // MARK: Looking

  /// The licence of that code.
  package func show(_ uscc: CreditCode) async throws -> LicenceRecord {
    guard let licence = try await stores.licences.licence(uscc) else { throw RegistryRefusal.unknownLicence(uscc) }
    return LicenceRecord(
      licence: licence, history: try await stores.licences.history(of: uscc, limit: 100),
      holders: try await stores.holders.holders(of: uscc))
  }

  /// All licences by code, a page at a time.
  package func list(after cursor: LicenceCursor? = nil, limit: Int = 50) async throws -> LicencePage {
    try await stores.licences.licences(.all, after: cursor, limit: limit)
  }

  /// Licences whose code or name begins with what was typed, a page at a time.
  package func search(_ text: String, after cursor: LicenceCursor? = nil, limit: Int = 50) async throws -> LicencePage {
    try await stores.licences.licences(LicenceQuery(typed: text), after: cursor, limit: limit)
  }

  /// How many licences there are.
  package func count() async throws -> Int { try await stores.licences.count() }

  // MARK: Changing

  /// Moves a licence into another state. Its credentials follow at once.
  @discardableResult
  package func move(
    _ uscc: CreditCode, to state: LicenceState, reason: String, at now: NumericDate
  ) async throws -> RegisteredLicence {
    try Self.checkReason(reason)
    return try await stores.licences.change(uscc, reason: reason, at: now) { facts throws(RegistryRefusal) in
      guard facts.state != state else { throw .nothingChanges }
      guard facts.state.mayBecome(state) else { throw .transitionNotAllowed(from: facts.state, to: state) }
      return RegisteredFacts(facts.particulars, state)
    }
  }

  /// 挂失、冻结
  @discardableResult
  package func suspend(_ uscc: CreditCode, reason: String, at now: NumericDate) async throws -> RegisteredLicence {
    try await move(uscc, to: .suspended, reason: reason, at: now)
  }

  /// Lifts a suspension or a temporary closure.
  @discardableResult
  package func restore(_ uscc: CreditCode, reason: String, at now: NumericDate) async throws -> RegisteredLicence {
    try await move(uscc, to: .normal, reason: reason, at: now)
  }

  /// 吊销
  @discardableResult
  package func revoke(_ uscc: CreditCode, reason: String, at now: NumericDate) async throws -> RegisteredLicence {
    try await move(uscc, to: .revoked, reason: reason, at: now)
  }

  /// 注销
  @discardableResult
  package func cancel(_ uscc: CreditCode, reason: String, at now: NumericDate) async throws -> RegisteredLicence {
    try await move(uscc, to: .cancelled, reason: reason, at: now)
  }

  /// Changes particulars. The credentials become invalid at once, and wallets obtain new ones.
  @discardableResult
  package func change(
    _ uscc: CreditCode, _ edits: [ParticularsEdit], reason: String, at now: NumericDate
  ) async throws -> RegisteredLicence {
    try Self.checkReason(reason)
    return try await stores.licences.change(uscc, reason: reason, at: now) { facts throws(RegistryRefusal) in
      RegisteredFacts(try ParticularsEdit.applying(edits, to: facts.particulars), facts.state)
    }
  }

  /// Ends what a person holds of a licence, and everything that was issued to that person.
  package func withdraw(_ holderID: String, from uscc: CreditCode, at now: NumericDate) async throws {
    guard try await stores.holders.withdraw(holderID, from: uscc, at: now) else {
      throw RegistryRefusal.unknownHolder(holderID)
    }
  }

  private static func checkReason(_ reason: String) throws(RegistryRefusal) {
    let isText = reason.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard (1...200).contains(reason.count), isText, reason.contains(where: { !$0.isWhitespace }) else {
      throw .reasonMissing
    }
  }
}
