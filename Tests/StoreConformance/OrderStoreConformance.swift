import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

/// What every engine must keep of `OrderStore`, beneath the HTTP tests of the room.
@Suite struct OrderStoreConformance {
  private let now = NumericDate(1_800_000_000)

  private func store(_ database: any SQLDatabase) -> SQLOrderStore {
    SQLOrderStore(database, presentations: SQLPresentationStore(database, secrets: ServerSecrets.ephemeral()))
  }

  private func order(
    browser: BearerSecret<BrowserSecret> = BearerSecret(), source: String = "192.0.2.1", former: OrderID? = nil,
    perClient: Int = 10, perSource: Int = 10
  ) throws -> NewOrder {
    let request = try #require(
      AuthorizationRequest(
        stored: [
          "client_id": "portal", "redirect_uri": "https://portal.example/cb", "scope": "openid",
          "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "state": "st",
        ]))
    return NewOrder(
      id: OrderID(), browser: browser.digest, source: source, request: request,
      context: LoginContext(clientName: "办事大厅", clientOrigin: "portal.example", requestedAt: now), isShared: false,
      expiresAt: now + 120, former: former, perClient: perClient, perSource: perSource)
  }

  private func attempt(_ order: OrderID) -> Attempt {
    Attempt(
      id: AttemptID(), order: order, channel: .code, nonce: "n", state: "s", sealedKey: [1], audience: "a",
      transactionData: ["x", "y"], requestObject: "r", expiresAt: now + 180)
  }

  @Test(arguments: StoreEngine.allCases)
  func `an order comes back as it was opened`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, new) = (store(database), try order())
      #expect(try await store.open(new, at: now) == .opened)
      let order = try #require(try await store.order(new.id, at: now))
      #expect(order.request == new.request && order.context == new.context && order.browser == new.browser)
      #expect(order.state == .created && order.phase(at: now) == .waiting && order.phase(at: now + 120) == .expired)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `living orders are counted by client and by source`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = store(database)
      let opening1 = try await store.open(order(perClient: 2, perSource: 1), at: now)
      #expect(opening1 == .opened)
      let opening2 = try await store.open(order(perClient: 2, perSource: 1), at: now)
      #expect(opening2 == .tooManyForSource)
      let opening3 = try await store.open(order(source: "b", perClient: 2, perSource: 1), at: now)
      #expect(opening3 == .opened)
      let opening4 = try await store.open(order(source: "c", perClient: 2, perSource: 1), at: now)
      #expect(opening4 == .tooManyForClient)
      let opening5 = try await store.open(order(perClient: 2, perSource: 1), at: now + 120)
      #expect(opening5 == .opened)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `an order takes the place of a former one of its browser, and of no other's`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, browser) = (store(database), BearerSecret<BrowserSecret>())
      let first = try order(browser: browser, perClient: 1, perSource: 1)
      _ = try await store.open(first, at: now)
      let second = try order(browser: browser, former: first.id, perClient: 1, perSource: 1)
      #expect(try await store.open(second, at: now) == .tookPlace, "the one that goes is not counted")
      #expect(try await store.order(first.id, at: now)?.state == .cancelled)
      let over = try order(browser: browser, former: first.id)
      #expect(try await store.open(over, at: now) == .opened, "what is over is not stopped again")
      let foreign = try order(former: second.id)
      #expect(try await store.open(foreign, at: now) == .opened)
      #expect(try await store.order(second.id, at: now)?.state == .created)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `where no new order may be opened the former one stays as it is`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, browser) = (store(database), BearerSecret<BrowserSecret>())
      let first = try order(browser: browser)
      for new in [first, try order()] { _ = try await store.open(new, at: now) }
      let ofSource = try order(browser: browser, former: first.id, perSource: 1)
      #expect(try await store.open(ofSource, at: now) == .tooManyForSource)
      let ofClient = try order(browser: browser, source: "b", former: first.id, perClient: 1)
      #expect(try await store.open(ofClient, at: now) == .tooManyForClient)
      #expect(try await store.order(first.id, at: now)?.state == .created)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `only the order's browser renews, shares or cancels it`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, browser, other) = (store(database), BearerSecret<BrowserSecret>(), BearerSecret<BrowserSecret>())
      let new = try order(browser: browser)
      _ = try await store.open(new, at: now)
      try await store.renew(new.id, of: other.digest, until: now + 300, at: now)
      #expect(try await store.order(new.id, at: now)?.expiresAt == now + 120)
      try await store.renew(new.id, of: browser.digest, until: now + 300, at: now)
      #expect(try await store.order(new.id, at: now)?.expiresAt == now + 300)
      #expect(try await store.share(new.id, of: other.digest, true, at: now) == false)
      #expect(try await store.share(new.id, of: browser.digest, true, at: now))
      #expect(try await store.cancel(new.id, of: other.digest, at: now) == false)
      #expect(try await store.cancel(new.id, of: browser.digest, at: now))
      #expect(try await store.cancel(new.id, of: browser.digest, at: now) == false)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `requests are handed out so often and to a living order only`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, new) = (store(database), try order())
      _ = try await store.open(new, at: now)
      let first = attempt(new.id)
      #expect(try await store.begin(first, limit: 2, until: now + 180, at: now) == .opened)
      #expect(try await store.begin(attempt(new.id), limit: 2, until: now + 180, at: now) == .opened)
      #expect(try await store.begin(attempt(new.id), limit: 2, until: now + 180, at: now) == .tooMany)
      #expect(try await store.begin(attempt(OrderID()), limit: 2, until: now + 180, at: now) == .gone)
      let found = try #require(try await store.attempt(first.id, at: now))
      #expect(found.attempt.transactionData == ["x", "y"] && found.order.state == .scanned)
      #expect(try await store.attempt(first.id, at: now + 180) == nil)
      #expect(try await store.deny(first.id, at: now))
      #expect(try await store.attempt(first.id, at: now) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `changes come in their order and each once`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, browser) = (store(database), BearerSecret<BrowserSecret>())
      let orders = [try order(browser: browser), try order(browser: browser)]
      for new in orders { _ = try await store.open(new, at: now) }
      let start = try await store.latestVersion()
      #expect(try await store.changes(after: start, limit: 10) == [])
      _ = try await store.begin(attempt(orders[1].id), limit: 2, until: now + 180, at: now)
      _ = try await store.cancel(orders[0].id, of: browser.digest, at: now)
      let changes = try await store.changes(after: start, limit: 10)
      #expect(changes.map(\.id) == [orders[1].id, orders[0].id])
      #expect(changes.map(\.state) == [.scanned, .cancelled])
      #expect(try await store.changes(after: start, limit: 1).count == 1)
      let latest = try await store.latestVersion()
      #expect(latest == changes.last?.version)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a typed code is taken once, in time`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, browser) = (store(database), BearerSecret<BrowserSecret>())
      let (first, second) = (try order(browser: browser), try order(browser: browser))
      for new in [first, second] { _ = try await store.open(new, at: now) }
      let offer = { (digest: [UInt8], id: OrderID) in
        try await store.offerTypedCode(digest, for: id, of: browser.digest, until: now + 60, at: now)
      }
      #expect(try await offer([1], first.id))
      #expect(try await offer([1], second.id) == false, "another order has these digits")
      #expect(try await store.takeTypedCode([1], at: now + 60) == nil)
      #expect(try await store.takeTypedCode([1], at: now) == first.id)
      #expect(try await store.takeTypedCode([1], at: now) == nil)
    }
  }
}
