import ELicence
import IdentityProvider
import JOSE
import LibCrypto
import OAuth
import SQLStore
import TestSupport
import Testing

/// What operators rely on: who fetched which keys, the trust list, and a client's two secrets.
@Suite struct OperatorStoreConformance {
  private static let now = NumericDate(1_800_000_000)

  private static func save(_ name: String, in database: any SQLDatabase) async throws -> ClientID {
    let client = try Client(document: [
      "client_id": .string(name), "client_name": "门户", "redirect_uris": ["https://portal.example/cb"],
    ])
    let first: SecretDigest<ClientSecret> = BearerSecret(generating: 32).digest
    try await SQLClientStore(database).save(client, secret: first, at: now)
    return client.id
  }

  private static func anchor(_ region: String) throws -> TrustAnchor {
    let root = try CertificateAuthority.makeRoot(
      commonName: region, organization: "Test", validFrom: now.seconds, days: 10)
    return TrustAnchor(region: region, name: region, certificate: root.certificate)
  }

  @Test(arguments: StoreEngine.allCases)
  func `a fetch is noted for registered clients only, and the last time counts`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLKeyFetchStore(database)
      let client = try await Self.save("portal", in: database)
      let stranger = try #require(ClientID("stranger"))
      try await store.note([
        ClientSighting(client: client, at: Self.now), ClientSighting(client: stranger, at: Self.now, kids: ["a"]),
      ])
      #expect(
        try await store.readers() == [KeyReader(client: client, seenAt: Self.now, fetchedAt: nil, kids: [:])])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a later sighting does not forget the last fetch, and a deleted client is forgotten`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLKeyFetchStore(database)
      let client = try await Self.save("portal", in: database)
      try await store.note([ClientSighting(client: client, at: Self.now, kids: ["gone"])])
      try await store.note([ClientSighting(client: client, at: Self.now + 5)])
      let reader = try #require(try await store.readers().first)
      #expect(reader.seenAt == Self.now + 5)
      #expect(reader.fetchedAt == Self.now)
      // A key that is not published is not remembered.
      #expect(reader.kids.isEmpty)
      #expect(try await SQLClientStore(database).remove(client, at: Self.now))
      #expect(try await store.readers().isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a seed brings in what was never there, and every change raises the version`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLTrustStore(database)
      let anchors = [try Self.anchor("1"), try Self.anchor("2")]
      #expect(try await store.seed(anchors, at: Self.now) == 2)
      #expect(try await store.version() == 1)
      let removed = TrustEntry(anchor: anchors[0], state: .removed, changedAt: Self.now + 1)
      try await store.save(removed)
      #expect(try await store.version() == 2)
      #expect(try await store.seed(anchors, at: Self.now + 2) == 0)
      #expect(try await store.version() == 2)
      #expect(try await store.entries().first == removed)
      #expect(try await store.entries().map(\.anchor) == anchors)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a directory accepts the active, and follows the suspended too`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLTrustStore(database)
      for (region, state) in [("1", TrustState.active), ("2", .suspended), ("3", .stopped), ("4", .removed)] {
        try await store.save(TrustEntry(anchor: try Self.anchor(region), state: state, changedAt: Self.now))
      }
      let directory = try await TrustDirectory(store: store)
      #expect(directory.accepted.anchors.map(\.region) == ["1"])
      #expect(directory.followed.anchors.map(\.region) == ["1", "2"])
      let second = try #require(try await store.entries().first { $0.anchor.region == "2" })
      try await store.save(TrustEntry(anchor: second.anchor, state: .active, changedAt: Self.now))
      try await directory.refresh()
      #expect(directory.accepted.anchors.map(\.region) == ["1", "2"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a replaced secret is kept as the former one until its date`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLClientStore(database)
      let id = try await Self.save("portal", in: database)
      let first = try #require(try await store.record(id)?.secret)
      let version = try await store.version()
      let second: SecretDigest<ClientSecret> = BearerSecret(generating: 32).digest
      #expect(try await store.replaceSecret(of: id, by: second, keepingFormerUntil: Self.now + 60, at: Self.now))
      let record = try #require(try await store.record(id))
      #expect(record.secret == second)
      #expect(record.formerSecret == first)
      #expect(record.formerSecretUntil == Self.now + 60)
      #expect(try await store.version() == version + 1)
      let stranger = try #require(ClientID("stranger"))
      #expect(
        try await !store.replaceSecret(of: stranger, by: second, keepingFormerUntil: Self.now, at: Self.now))
    }
  }
}
