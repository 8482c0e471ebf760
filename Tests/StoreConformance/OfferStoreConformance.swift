import ELicence
import JOSE
import LicenceIssuer
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct OfferStoreConformance {
  private static let now = LicenceIssuerFixture.now

  private func run(
    _ engine: StoreEngine, _ body: @escaping @Sendable (LicenceIssuerFixture, CreditCode) async throws -> Void
  ) async throws {
    try await engine.withDatabase(.licenceIssuer) { database in
      let fixture = LicenceIssuerFixture(database)
      try await body(fixture, try await fixture.register(LicenceIssuerFixture.particulars(1)))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a code redeems once, also for many at the same time`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc in
      _ = try await fixture.offer(uscc)
      let redeemed = try await withThrowingTaskGroup(of: Bool.self) { group in
        for token in UInt8(1)...20 {
          group.addTask {
            if case .redeemed = try await fixture.redeem(token: token) { true } else { false }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(redeemed == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a wrong transaction code uses up a try, and the last one the offer`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc in
      _ = try await fixture.offer(uscc)
      for left in [4, 3, 2, 1, 0] {
        #expect(try await fixture.redeem(transactionCode: [9]) == .wrongTransactionCode(triesLeft: left))
      }
      #expect(try await fixture.redeem() == .void)
      #expect(try await !fixture.offers.isOpen(SecretDigest(bytes: [1]), at: Self.now))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `an offer is void at its end, when unknown, and when a later one was made`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc in
      _ = try await fixture.offer(uscc)
      #expect(try await fixture.redeem(at: Self.now + 900) == .void)
      #expect(try await fixture.redeem(7) == .void)
      _ = try await fixture.offer(uscc, code: 2)
      #expect(try await fixture.redeem(1) == .void)
      guard case .redeemed = try await fixture.redeem(2, token: 2) else {
        Issue.record("the later offer is void")
        return
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a holder who was withdrawn and appointed again starts anew`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc in
      let holder = try await fixture.offer(uscc)
      #expect(try await fixture.holders.withdraw(holder.holder.id, from: uscc, at: Self.now))
      #expect(try await fixture.holders.holders(of: uscc).isEmpty)
      #expect(try await fixture.redeem(1) == .void)
      _ = try await fixture.offer(uscc, code: 2)
      #expect(try await fixture.holders.holders(of: uscc).count == 1)
      guard case .redeemed = try await fixture.redeem(2, token: 2) else {
        Issue.record("the offer is void")
        return
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `an access token is good until its end or the next`(engine: StoreEngine) async throws {
    try await run(engine) { fixture, uscc in
      _ = try await fixture.offer(uscc)
      _ = try await fixture.redeem()
      let first = LicenceIssuerFixture.access(1).digest
      #expect(try await fixture.grants.grant(access: first, at: Self.now + 599)?.id == "grant-1")
      #expect(try await fixture.grants.grant(access: first, at: Self.now + 600) == nil)
      let refreshed = try await fixture.grants.refresh(
        SecretDigest(bytes: [1]), access: LicenceIssuerFixture.access(2), expiresAt: Self.now + 86_400, at: Self.now)
      #expect(refreshed?.id == "grant-1")
      #expect(try await fixture.grants.grant(access: first, at: Self.now) == nil)
      #expect(
        try await fixture.grants.grant(access: LicenceIssuerFixture.access(2).digest, at: Self.now)?.id == "grant-1")
      let late = try await fixture.grants.refresh(
        SecretDigest(bytes: [1]), access: LicenceIssuerFixture.access(3), expiresAt: Self.now + 200_000,
        at: Self.now + 86_400)
      #expect(late == nil)
    }
  }
}
