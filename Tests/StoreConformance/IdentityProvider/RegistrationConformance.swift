import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct RegistrationConformance {
  private static let now = NumericDate(1_800_000_000)

  private static func registration(_ id: String, scope: String = "openid") throws -> NewRegistration {
    let document: JSONObject = [
      "client_id": .string(id), "client_name": "平台", "redirect_uris": ["https://county.example/cb"],
      "scope": .string(scope), "tongzhao_self_registered": true,
    ]
    return NewRegistration(
      client: try Client(document: .object(document)), secret: BearerSecret<ClientSecret>().digest,
      accessToken: token(id), terms: RegistrationTerms(scopes: [.openID, .licence], redirectHosts: ["county.example"]))
  }

  private static func token(_ text: String) -> SecretDigest<RegistrationAccessTokenSecret> {
    BearerSecret<RegistrationAccessTokenSecret>(derived: text).digest
  }

  private static func initialToken(
    _ store: SQLRegistrationStore, uses: Int
  ) async throws -> SecretDigest<InitialAccessTokenSecret> {
    let secret = BearerSecret<InitialAccessTokenSecret>()
    let token = StoredInitialAccessToken(
      id: "t1", purpose: "test", terms: RegistrationTerms(), usesLeft: uses, createdAt: now, expiresAt: now + 60)
    try await store.create(token, digest: secret.digest)
    return secret.digest
  }

  @Test(arguments: StoreEngine.allCases)
  func `a registration reads back by its token, with the terms of its first day`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLRegistrationStore(database)
      let new = try Self.registration("county")
      #expect(try await store.register(new, by: nil, most: 9, at: Self.now) == .registered)
      let read = try #require(try await store.registration(new.client.id, token: new.accessToken))
      #expect(read.record.client.document == new.client.document && read.record.secret == new.secret)
      #expect(read.terms == new.terms && read.registeredAt == Self.now && read.isSelfManaged)
      #expect(try await store.registration(new.client.id, token: Self.token("other")) == nil)
      #expect(try await SQLClientStore(database).client(new.client.id)?.isSelfRegistered == true)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client that an operator wrote is managed by no token`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let client = try Self.registration("county").client
      try await SQLClientStore(database).save(client, secret: nil, at: Self.now)
      #expect(try await SQLRegistrationStore(database).registration(client.id, token: Self.token("county")) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `two processes over one database use a token as often as it may be, between them`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabases(2) { databases in
      try await databases[0].migrate(Schema.identityProvider.migrations, at: Self.now)
      let stores = databases.map { SQLRegistrationStore($0) }
      let token = try await Self.initialToken(stores[0], uses: 3)
      let outcomes = try await withThrowingTaskGroup(of: RegistrationOutcome.self) { group in
        for number in 0..<100 {
          group.addTask {
            let new = try Self.registration("county-\(number)")
            return try await stores[number % 2].register(new, by: token, most: 1_000, at: Self.now)
          }
        }
        return try await group.reduce(into: [:]) { counts, outcome in counts[outcome, default: 0] += 1 }
      }
      #expect(outcomes == [.registered: 3, .tokenUsedUp: 97])
      #expect(try await SQLClientStore(databases[0]).list(after: nil, limit: 200).count == 3)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `there are as many as there may be, and who is refused uses nothing up`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLRegistrationStore(database)
      let token = try await Self.initialToken(store, uses: 1)
      #expect(try await store.register(Self.registration("a"), by: nil, most: 1, at: Self.now) == .registered)
      #expect(try await store.register(Self.registration("b"), by: token, most: 1, at: Self.now) == .full)
      // What operators wrote is not counted.
      try await SQLClientStore(database).save(Self.registration("c").client, secret: nil, at: Self.now)
      #expect(try await store.register(Self.registration("d"), by: token, most: 2, at: Self.now) == .registered)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a token ends with its time, by an operator, and when the database is restored`(
    engine: StoreEngine
  ) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLRegistrationStore(database)
      let token = try await Self.initialToken(store, uses: 2)
      #expect(try await store.terms(of: token, at: Self.now + 59) == RegistrationTerms())
      #expect(try await store.terms(of: token, at: Self.now + 60) == nil)
      #expect(try await store.initialAccessTokens(at: Self.now).map(\.id) == ["t1"])
      for ending in SQLRegistrationStore.endings {
        try await database.write { connection in try connection.run(ending.statement, [.date(Self.now)]) }
      }
      #expect(try await store.terms(of: token, at: Self.now) == nil)
      #expect(try await store.initialAccessTokens(at: Self.now).isEmpty)
      #expect(try await Expiry(database, Schema.identityProvider.expiring).sweep(at: Self.now + 60) == 1)
      _ = try await Self.initialToken(store, uses: 2)
      #expect(try await store.revokeInitialAccessToken("t1"))
      #expect(try await !store.revokeInitialAccessToken("t1"))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a change does not win over an operator who was faster`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, clients) = (SQLRegistrationStore(database), SQLClientStore(database))
      let new = try Self.registration("county")
      #expect(try await store.register(new, by: nil, most: 9, at: Self.now) == .registered)
      let changed = try Self.registration("county", scope: "openid licence").client
      func change() async throws -> Bool {
        try await store.change(
          changed, secret: nil, keepingFormerUntil: Self.now, by: new.accessToken, to: new.accessToken, at: Self.now)
      }
      for taken in [["tongzhao_suspended": true], ["tongzhao_self_registered": false]] as [JSONObject] {
        let members = new.client.document.object?.merging(taken) ?? [:]
        try await clients.save(try Client(document: .object(members)), secret: nil, at: Self.now)
        let isChanged = try await change()
        #expect(!isChanged)
        #expect(try await !store.remove(new.client.id, by: new.accessToken, at: Self.now))
      }
      try await clients.save(new.client, secret: nil, at: Self.now)
      let before = try await clients.version()
      let isChanged = try await change()
      #expect(isChanged)
      #expect(try await clients.version() > before)
      #expect(try await clients.client(new.client.id)?.scopes.contains(.licence) == true)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client that registers an address for logouts later is told of them`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLRegistrationStore(database)
      let new = try Self.registration("county")
      #expect(try await store.register(new, by: nil, most: 9, at: Self.now) == .registered)
      // An operator's hand on it settles that it is told of nothing.
      _ = try await SQLClientStore(database).suspend(new.client.id, true, at: Self.now)
      _ = try await SQLClientStore(database).suspend(new.client.id, false, at: Self.now)
      var document = try #require(new.client.document.object)
      document["backchannel_logout_uri"] = "https://county.example/told"
      let changed = try await store.change(
        try Client(document: .object(document)), secret: nil, keepingFormerUntil: Self.now, by: new.accessToken,
        to: Self.token("next"), at: Self.now)
      #expect(changed)
      let told = try await database.read { connection in
        try connection.row("SELECT is_told_of_logouts FROM clients WHERE client_id = 'county'", [])?.bool(0)
      }
      #expect(told == true)
    }
  }
}
