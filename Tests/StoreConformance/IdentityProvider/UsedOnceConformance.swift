import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct UsedOnceConformance {
  private static let now = NumericDate(1_800_000_000)

  @Test(arguments: StoreEngine.allCases)
  func `an assertion is used by one of a hundred, and by another client again`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLAssertionStore(database)
      let (client, other) = (try #require(ClientID("a")), try #require(ClientID("b")))
      let uses = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await store.use("jti", of: client, madeAt: Self.now, expires: Self.now + 60, at: Self.now)
          }
        }
        return try await group.reduce(into: 0) { count, isFirst in count += isFirst ? 1 : 0 }
      }
      #expect(uses == 1)
      #expect(try await store.use("jti", of: other, madeAt: Self.now, expires: Self.now + 60, at: Self.now))
      #expect(try await store.use("jti-2", of: client, madeAt: Self.now, expires: Self.now + 60, at: Self.now))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `two processes over one database use an assertion once between them`(engine: StoreEngine) async throws {
    try await engine.withDatabases(2) { databases in
      try await databases[0].migrate(Schema.identityProvider.migrations, at: Self.now)
      let stores = databases.map { SQLAssertionStore($0) }
      let client = try #require(ClientID("a"))
      let uses = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await stores[number % 2].use("jti", of: client, madeAt: Self.now, expires: Self.now + 60, at: Self.now)
          }
        }
        return try await group.reduce(into: 0) { count, isFirst in count += isFirst ? 1 : 0 }
      }
      #expect(uses == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a revoked token is remembered until it expires by itself`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLRevokedTokenStore(database)
      for _ in 0..<2 { try await store.revoke("jti", expires: Self.now + 60, at: Self.now) }
      #expect(try await store.isRevoked("jti"))
      #expect(try await !store.isRevoked("other"))
      let expiry = Expiry(database, Schema.identityProvider.expiring)
      try await expiry.sweep(at: Self.now + 59)
      #expect(try await store.isRevoked("jti"))
      try await expiry.sweep(at: Self.now + 60)
      #expect(try await !store.isRevoked("jti"))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a proof is used by one of a hundred`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLProofStore(database)
      for round in UInt8(0)..<5 {
        let name = [UInt8](repeating: round, count: 32)
        let uses = try await withThrowingTaskGroup(of: Bool.self) { group in
          for _ in 0..<100 {
            group.addTask { try await store.use(name, madeAt: Self.now, expires: Self.now + 60, at: Self.now) }
          }
          return try await group.reduce(into: 0) { count, isFirst in count += isFirst ? 1 : 0 }
        }
        #expect(uses == 1)
      }
      #expect(try await Expiry(database, Schema.identityProvider.expiring).sweep(at: Self.now + 60) == 5)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `used assertions are swept`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, client) = (SQLAssertionStore(database), try #require(ClientID("a")))
      #expect(try await store.use("jti", of: client, madeAt: Self.now, expires: Self.now + 60, at: Self.now))
      #expect(try await Expiry(database, Schema.identityProvider.expiring).sweep(at: Self.now + 60) == 1)
    }
  }
}
