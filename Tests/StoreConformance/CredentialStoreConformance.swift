import ELicence
import JOSE
import LicenceIssuer
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct CredentialStoreConformance {
  private static let now = LicenceIssuerFixture.now

  /// A fixture with a redeemed offer: grant 1, access token 1.
  private func run(
    _ engine: StoreEngine,
    _ body: @escaping @Sendable (LicenceIssuerFixture, CreditCode, any SQLDatabase) async throws -> Void
  ) async throws {
    try await engine.withDatabase(.licenceIssuer) { database in
      let fixture = LicenceIssuerFixture(database)
      let uscc = try await fixture.register(LicenceIssuerFixture.particulars(1))
      _ = try await fixture.offer(uscc)
      _ = try await fixture.redeem()
      try await body(fixture, uscc, database)
    }
  }

  private func place(_ issuance: CredentialIssuance) throws -> Int {
    guard case .issued(let issued) = issuance else {
      Issue.record("not issued: \(issuance)")
      return -1
    }
    return issued.index
  }

  @Test(arguments: StoreEngine.allCases)
  func `a place is taken once and the next candidate tried`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, _, _ in
      let first = try place(try await fixture.issue(nonce: 1, candidates: [7, 8]))
      let second = try place(try await fixture.issue(nonce: 2, candidates: [7, 8]))
      #expect([first, second] == [7, 8])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `when every candidate is taken nothing has happened`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, _, _ in
      let first = try await fixture.issue(nonce: 1, candidates: [7])
      #expect(try place(first) == 7)
      await #expect(throws: StoreError.self) { try await fixture.issue(nonce: 2, candidates: [7]) }
      #expect(try await fixture.statusLists.snapshot(of: 1)?.entries.isEmpty == true)
      #expect(try place(try await fixture.issue(nonce: 2, candidates: [9])) == 9)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a nonce is used once, also by many at the same time`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, _, _ in
      let results = try await withThrowingTaskGroup(of: CredentialIssuance.self) { group in
        for index in 0..<10 {
          group.addTask { try await fixture.issue(nonce: 1, candidates: [index]) }
        }
        return try await group.reduce(into: [CredentialIssuance]()) { $0.append($1) }
      }
      #expect(results.count { $0 == .nonceUsed } == 9)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a grant is bound to the key of its first credential`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc, _ in
      _ = try await fixture.issue(key: "mine", nonce: 1, candidates: [1])
      #expect(try await fixture.issue(key: "other", nonce: 2, candidates: [2]) == .otherKey)
      #expect(try await fixture.holders.holders(of: uscc).first?.deviceKey == "mine")
      #expect(try await fixture.statusLists.snapshot(of: 1)?.entries.isEmpty == true)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a renewal by the same key leaves the earlier credentials as they are`(engine: StoreEngine) async throws {
    try await run(engine) { (fixture, uscc, _) async throws in
      for nonce in UInt8(1)...3 { _ = try await fixture.issue(nonce: nonce, candidates: [Int(nonce)]) }
      #expect(try await fixture.statusLists.snapshot(of: 1)?.entries.isEmpty == true)
      _ = try await fixture.licences.change(uscc, reason: "r", at: Self.now) { facts throws(RegistryRefusal) in
        RegisteredFacts(facts.particulars, .revoked)
      }
      let snapshot = try await fixture.statusLists.snapshot(of: 1)
      #expect(snapshot?.entries.sorted { $0.index < $1.index }.map(\.index) == [1, 2, 3])
      #expect(snapshot?.entries.allSatisfy { $0.status == .invalid } == true)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a list's version grows with what it says and with nothing else`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc, _ in
      #expect(try await fixture.statusLists.version(of: 1) == nil)
      _ = try await fixture.issue(nonce: 1, candidates: [1])
      let first = try #require(try await fixture.statusLists.version(of: 1))
      func move(_ state: LicenceState) async throws {
        _ = try await fixture.licences.change(uscc, reason: "r", at: Self.now) { facts throws(RegistryRefusal) in
          RegisteredFacts(facts.particulars, state)
        }
      }
      try await move(.closedTemporarily)
      #expect(try await fixture.statusLists.version(of: 1) == first)
      try await move(.suspended)
      let second = try #require(try await fixture.statusLists.version(of: 1))
      #expect(second > first)
      #expect(try await fixture.statusLists.snapshot(of: 1)?.entries.map(\.status) == [.suspended])
      try await move(.normal)
      #expect(try await fixture.statusLists.version(of: 1) ?? 0 > second)
      #expect(try await fixture.statusLists.snapshot(of: 1)?.entries.isEmpty == true)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a token that is expired, unknown or of a withdrawn holder issues nothing`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc, _ in
      #expect(try await fixture.issue(nonce: 1, candidates: [1], at: Self.now + 600) == .invalidToken)
      #expect(try await fixture.issue(token: 9, nonce: 1, candidates: [1]) == .invalidToken)
      let holder = try #require(try await fixture.holders.holders(of: uscc).first)
      _ = try await fixture.holders.withdraw(holder.holder.id, from: uscc, at: Self.now)
      #expect(try await fixture.issue(nonce: 1, candidates: [1]) == .invalidToken)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a grant of a later offer outlives an earlier one, not the other way round`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc, _ in
      _ = try await fixture.issue(token: 1, key: "old", nonce: 1, candidates: [1])
      _ = try await fixture.offer(uscc, code: 2)
      _ = try await fixture.redeem(2, token: 2)
      _ = try await fixture.issue(token: 1, key: "old", nonce: 2, candidates: [2])
      #expect(try place(try await fixture.issue(token: 2, key: "new", nonce: 3, candidates: [3])) == 3)
      #expect(try await fixture.issue(token: 1, key: "old", nonce: 4, candidates: [4]) == .invalidToken)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `expired rows go, an expired credential a day later`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc, database in
      _ = try await fixture.issue(nonce: 1, candidates: [1])
      let expiry = Expiry(database, Schema.licenceIssuer.expiring)
      #expect(try await expiry.sweep(at: Self.now + 300) == 1, "the nonce")
      #expect(try await expiry.sweep(at: Self.now + 900) == 1, "the offer")
      #expect(try await expiry.sweep(at: Self.now + 86_400) == 1, "the grant")
      #expect(try await expiry.sweep(at: Self.now + 2 * 86_400) == 1, "the credential")
      #expect(try await fixture.holders.holders(of: uscc).count == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `an event is recorded for a credential of the grant only`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, _, _ in
      _ = try await fixture.issue(nonce: 1, candidates: [1])
      #expect(try await fixture.credentials.record(.accepted, of: "credential-1", grant: "grant-1"))
      #expect(try await fixture.credentials.record(.accepted, of: "credential-1", grant: "grant-1"))
      #expect(try await !fixture.credentials.record(.accepted, of: "credential-1", grant: "grant-2"))
      #expect(try await !fixture.credentials.record(.accepted, of: "credential-2", grant: "grant-1"))
    }
  }
}
