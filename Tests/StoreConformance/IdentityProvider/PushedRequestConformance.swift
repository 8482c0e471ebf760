import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct PushedRequestConformance {
  private static let now = NumericDate(1_800_000_000)

  private func request(client: String = "portal") throws -> AuthorizationRequest {
    try #require(
      AuthorizationRequest(
        stored: [
          "client_id": .string(client), "redirect_uri": "https://portal.example/cb", "scope": "openid",
          "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "state": "st", "response_mode": "jwt",
          "resource": ["https://a.example"], "login_hint": "x",
        ]))
  }

  private func push(
    _ store: SQLPushedRequestStore, client: String = "portal", limit: Int = 10, at now: NumericDate = Self.now
  ) async throws -> SecretDigest<PushedRequestSecret>? {
    let name = BearerSecret<PushedRequestSecret>().digest
    let isKept = try await store.push(
      try request(client: client), as: name, expires: now + 60, limit: limit, at: now)
    return isKept ? name : nil
  }

  @Test(arguments: StoreEngine.allCases)
  func `a pushed request comes back as it was pushed, to its client, until it expires`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLPushedRequestStore(database)
      let (portal, other) = (try #require(ClientID("portal")), try #require(ClientID("other")))
      let name = try #require(try await push(store))
      let found = try await store.request(name, of: portal, at: Self.now + 59)
      #expect(found == (try request().pushed(as: name)))
      #expect(found?.responseMode == .jwt && found?.resources == ["https://a.example"])
      #expect(try await store.request(name, of: other, at: Self.now) == nil)
      #expect(try await store.request(name, of: portal, at: Self.now + 60) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a pushed request is answered by one of a hundred`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLPushedRequestStore(database)
      let name = try #require(try await push(store))
      let uses = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 { group.addTask { try await store.use(name) } }
        return try await group.reduce(into: 0) { count, isFirst in count += isFirst ? 1 : 0 }
      }
      #expect(uses == 1)
      let portal = try #require(ClientID("portal"))
      #expect(try await store.request(name, of: portal, at: Self.now) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `waiting requests are bounded for each client, in a race too`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLPushedRequestStore(database)
      let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 { group.addTask { try await push(store, limit: 3) != nil } }
        return try await group.reduce(into: 0) { count, isKept in count += isKept ? 1 : 0 }
      }
      #expect(kept == 3)
      #expect(try await push(store, client: "other", limit: 3) != nil)
      #expect(try await push(store, limit: 3, at: Self.now + 60) != nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what nobody brings goes when it expires, and a login that takes long finds its request`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLPushedRequestStore(database)
      let portal = try #require(ClientID("portal"))
      let (brought, forgotten) = (try #require(try await push(store)), try #require(try await push(store)))
      #expect(try await store.request(brought, of: portal, at: Self.now + 30) != nil)
      let expiry = Expiry(database, Schema.identityProvider.expiring)
      #expect(try await expiry.sweep(at: Self.now + 60) == 1)
      #expect(try await !store.use(forgotten))
      #expect(try await expiry.sweep(at: Self.now + 1_000) == 0)
      #expect(try await push(store, limit: 1, at: Self.now + 1_000) == nil, "a login under way counts")
      #expect(try await store.use(brought))
      #expect(try await push(store, limit: 1, at: Self.now + 1_000) != nil)
    }
  }
}
