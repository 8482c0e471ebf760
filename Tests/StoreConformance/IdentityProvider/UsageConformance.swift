import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

/// Logins are counted in the transaction that ends them, and nothing but their number is kept.
@Suite struct UsageConformance {
  /// 2027-01-16 00:30 in Shanghai, still the 15th in Greenwich.
  private let now = NumericDate(1_800_030_600)

  private func orders(_ database: any SQLDatabase) -> SQLOrderStore {
    SQLOrderStore(database, presentations: SQLPresentationStore(database, secrets: ServerSecrets.ephemeral()))
  }

  private func order(_ browser: BearerSecret<BrowserSecret>) throws -> NewOrder {
    let request = try #require(
      AuthorizationRequest(
        stored: [
          "client_id": "portal", "redirect_uri": "https://portal.example/cb", "scope": "openid",
          "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "state": "st",
        ]))
    return NewOrder(
      id: OrderID(), browser: browser.digest, source: "192.0.2.1", request: request,
      context: LoginContext(clientName: "办事大厅", clientOrigin: "portal.example", requestedAt: now), isShared: false,
      expiresAt: now + 120, perClient: 10, perSource: 10)
  }

  private func attempt(_ order: OrderID, _ channel: Channel) -> Attempt {
    Attempt(
      id: AttemptID(), order: order, channel: channel, nonce: "n", state: "s", sealedKey: [1], audience: "a",
      transactionData: ["x"], requestObject: "r", expiresAt: now + 180)
  }

  @Test(arguments: StoreEngine.allCases)
  func `a login that its holder denies counts once, on the day in Shanghai, by its channel`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let orders = orders(database)
      let new = try order(BearerSecret())
      _ = try await orders.open(new, at: now)
      let attempt = attempt(new.id, .typed)
      _ = try await orders.begin(attempt, limit: 5, until: now + 180, at: now)
      let (first, second) = (
        try await orders.deny(attempt.id, at: now), try await orders.deny(attempt.id, at: now)
      )
      #expect(first && !second)
      let day = try #require(CalendarDate(year: 2027, month: 1, day: 16))
      #expect(
        try await SQLUsageStore(database).counts(from: day, through: day) == [
          SQLUsageStore.Count(day: day, client: "portal", scenario: .typedCode, outcome: .denied, count: 1)
        ])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `logins that are stopped before any wallet came add up`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let orders = orders(database)
      for _ in 0..<3 {
        let browser = BearerSecret<BrowserSecret>()
        let new = try order(browser)
        _ = try await orders.open(new, at: now)
        let stopped = try await orders.cancel(new.id, of: browser.digest, at: now)
        #expect(stopped)
        let again = try await orders.cancel(new.id, of: browser.digest, at: now)
        #expect(!again)
      }
      let day = CalendarDate(at: now)
      let counts = try await SQLUsageStore(database).counts(from: day, through: day)
      #expect(counts.map(\.count) == [3])
      #expect(counts.map(\.scenario) == [.unscanned])
      #expect(counts.map(\.outcome) == [.cancelled])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `orders under way are counted by state`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let orders = orders(database)
      for place in 0..<3 {
        let new = try order(BearerSecret())
        _ = try await orders.open(new, at: now)
        if place == 0 { _ = try await orders.begin(attempt(new.id, .code), limit: 5, until: now + 180, at: now) }
      }
      let early = try await SQLOrderStore.waiting(in: database, at: now)
      #expect(early == [.created: 2, .scanned: 1, .approved: 0])
      let late = try await SQLOrderStore.waiting(in: database, at: now + 121)
      #expect(late == [.created: 0, .scanned: 1, .approved: 0])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `the write probe writes, and believes a success for a while`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let probe = SQLWriteProbe(database, every: 5)
      func written() async throws -> Int64? {
        try await database.read { try $0.row("SELECT written_at FROM write_probe WHERE id = 1")?.integer(0) }
      }
      try await probe.write(at: now)
      try await probe.write(at: now + 4)
      #expect(try await written() == now.seconds)
      try await probe.write(at: now + 5)
      #expect(try await written() == (now + 5).seconds)
    }
  }
}
