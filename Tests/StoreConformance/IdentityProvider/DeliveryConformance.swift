import AuditLog
import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

/// The outbox: written with what ends a session, and taken by one hand at a time.
@Suite struct DeliveryConformance {
  private static func client(_ id: String, isTold: Bool = true) throws -> Client {
    var document: JSONObject = [
      "client_id": .string(id), "client_name": .string(id), "redirect_uris": [.string("https://\(id).example/cb")],
    ]
    if isTold { document["backchannel_logout_uri"] = .string("https://\(id).example/logout") }
    return try Client(document: .object(document))
  }

  private static func save(_ clients: [Client], _ fixture: GrantFixture) async throws {
    for client in clients {
      try await SQLClientStore(fixture.database).save(client, secret: nil, at: fixture.now)
    }
  }

  /// A session in which these clients were given a code.
  private static func session(
    _ fixture: GrantFixture, _ clients: [String], isShared: Bool = false, keeping presentation: Presentation? = nil
  ) async throws -> SessionID {
    let presentation = presentation ?? fixture.presentation()
    try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
    let session = try fixture.session(presentation, secret: BearerSecret<SessionSecret>(), isShared: isShared)
    try await fixture.sessions.open(session, at: fixture.now)
    for client in clients { try await grant(fixture, client, session.id, presentation.id) }
    return session.id
  }

  private static func grant(
    _ fixture: GrantFixture, _ client: String, _ session: SessionID, _ presentation: PresentationID
  ) async throws {
    let grant = NewGrant(
      id: .generate(), clientID: try fixture.client(client), sessionID: session, presentationID: presentation,
      subject: "sub-at-\(client)", scopes: [.openID], claims: nil, redirectURI: "https://\(client).example/cb",
      codeChallenge: CodeVerifier().challenge(), nonce: nil, authTime: fixture.now, expiresAt: fixture.now + 3_600,
      endsWithSession: false)
    let code = BearerSecret<AuthorizationCodeSecret>()
    try await fixture.grants.issue(grant, code: code.digest, codeExpires: fixture.now + 30, at: fixture.now)
  }

  /// Everything that can be taken now, settled as it is taken.
  private static func drain(
    _ store: SQLDeliveryStore, by owner: String = "one", at now: NumericDate
  ) async throws -> [Delivery] {
    var taken: [Delivery] = []
    while let delivery = try await store.take(by: owner, lease: now + 20, perClient: 3, at: now) {
      taken.append(delivery)
      try await store.settle(delivery.id, at: now)
    }
    return taken
  }

  @Test(arguments: StoreEngine.allCases)
  func `a session that ends tells its clients once each, as each knows it`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLDeliveryStore(fixture.database)
      try await Self.save(
        [try Self.client("portal"), try Self.client("bank"), try Self.client("deaf", isTold: false)], fixture)
      let ended = try await Self.session(fixture, ["portal", "bank", "deaf", "portal", "gone"])
      _ = try await Self.session(fixture, ["portal"])
      #expect(try await store.hasDue(at: fixture.now) == false)
      #expect(try await fixture.sessions.end(ended, at: fixture.now))
      #expect(try await fixture.sessions.end(ended, at: fixture.now) == false)
      let told = try await Self.drain(store, at: fixture.now)
      #expect(Set(told.map(\.client.value)) == ["portal", "bank"])
      #expect(told.count == 2)
      #expect(told.allSatisfy { $0.attempts == 1 && $0.createdAt == fixture.now })
      #expect(told.allSatisfy { $0.message == .sessionEnded(ended, subject: "sub-at-\($0.client.value)") })
      #expect(try await store.load() == DeliveryLoad(waiting: 0, abandoned: 0, oldest: nil))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client that was registered before anybody looked is told too`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      try await Self.save([try Self.client("portal")], fixture)
      try await fixture.database.write { _ = try $0.run("UPDATE clients SET is_told_of_logouts = NULL") }
      try await fixture.sessions.end(try await Self.session(fixture, ["portal"]), at: fixture.now)
      #expect(try await Self.drain(SQLDeliveryStore(fixture.database), at: fixture.now).count == 1)
    }
  }

  enum Ending: String, CaseIterable, Sendable {
    case loggedOut, disowned, everybody, licence, region, blocked, endAll
  }

  @Test(arguments: StoreEngine.allCases, Ending.allCases)
  func `however a session is ended, its clients are told in the same transaction`(engine: StoreEngine, ending: Ending)
    async throws
  {
    try await GrantFixture.run(engine) { fixture in
      let (store, now) = (SQLDeliveryStore(fixture.database), fixture.now)
      let (emergencies, sessions) = (SQLEmergencyStore(fixture.database), SQLSessionStore(fixture.database))
      try await Self.save([try Self.client("portal")], fixture)
      let presentation = fixture.presentation()
      let session = try await Self.session(fixture, ["portal"], keeping: presentation)
      switch ending {
      case .loggedOut: #expect(try await sessions.end(session, at: now))
      case .disowned: #expect(try await fixture.presentations.revoke(presentation.id, at: now))
      case .everybody: _ = try await emergencies.end(.everybody, at: now)
      case .licence: _ = try await emergencies.end(.licence(presentation.uscc), at: now)
      case .region: _ = try await emergencies.end(.region(presentation.region), at: now)
      case .blocked:
        _ = try await emergencies.block(BlockedLicence(uscc: presentation.uscc, reason: "r", since: now), at: now)
      case .endAll: #expect(try await sessions.endAll(at: now) == 1)
      }
      #expect(try await Self.drain(store, at: now).map(\.session) == [session])
    }
  }

  @Test(arguments: StoreEngine.allCases, [false, true])
  func `idleness is told of shared computers only`(engine: StoreEngine, isShared: Bool) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLDeliveryStore(fixture.database)
      try await Self.save([try Self.client("portal")], fixture)
      let session = try await Self.session(fixture, ["portal"], isShared: isShared)
      for later in [180, 181, 3_600] {
        try await Expiry(fixture.database, Schema.identityProvider.expiring).sweep(at: fixture.now + later)
      }
      #expect(try await Self.drain(store, at: fixture.now + 3_600).map(\.session) == (isShared ? [session] : []))
      let left = try await fixture.database.read { try $0.row("SELECT COUNT(*) FROM session_clients")?.int(0) }
      #expect(left == 0)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a delivery is taken by one of many hands in two processes`(engine: StoreEngine) async throws {
    try await engine.withDatabases(2) { databases in
      let now = NumericDate(1_800_000_000)
      try await databases[0].migrate(Schema.identityProvider.migrations, at: now)
      for number in 0..<100 {
        try await databases[0].write { connection in
          _ = try connection.run(
            """
            INSERT INTO deliveries (delivery_id, client_id, sid, subject, created_at, due_at, expires_at)
            VALUES ($1, $2, $3, 's', $4, $4, $5)
            """,
            [
              .text(DeliveryID.generate().value), .text("client-\(number % 40)"), .text(SessionID.generate().value),
              .date(now), .date(now + 600),
            ])
        }
      }
      let taken = try await withThrowingTaskGroup(of: [DeliveryID].self) { group in
        for hand in 0..<8 {
          let store = SQLDeliveryStore(databases[hand % 2])
          group.addTask {
            var own: [DeliveryID] = []
            while let delivery = try await store.take(by: "hand \(hand)", lease: now + 20, perClient: 100, at: now) {
              own.append(delivery.id)
            }
            return own
          }
        }
        return try await group.reduce([], +)
      }
      #expect(taken.count == 100)
      #expect(Set(taken).count == 100)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what a killed process had in hand is taken again when its lease ends, and its late word counts for nothing`(
    engine: StoreEngine
  ) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (store, now) = (SQLDeliveryStore(fixture.database), fixture.now)
      try await Self.save([try Self.client("portal")], fixture)
      try await fixture.sessions.end(try await Self.session(fixture, ["portal"]), at: now)
      let first = try #require(try await store.take(by: "killed", lease: now + 20, perClient: 3, at: now))
      #expect(try await store.take(by: "other", lease: now + 39, perClient: 3, at: now + 19) == nil)
      let again = try #require(try await store.take(by: "other", lease: now + 40, perClient: 3, at: now + 20))
      #expect(again.id == first.id)
      #expect(again.attempts == 2)
      #expect(try await store.postpone(first, of: "killed", until: now + 21, because: .timeout, at: now + 20) == false)
      #expect(try await store.postpone(again, of: "other", until: now + 60, because: .failed, at: now + 21))
      #expect(try await store.hasDue(at: now + 59) == false)
      let found = try #require(try await store.delivery(first.id))
      #expect(found.lastResult == .failed && found.isLeased == false && found.dueAt == now + 60)
      // Delivered is delivered, whoever says it.
      try await store.settle(first.id, at: now + 22)
      #expect(try await store.delivery(first.id) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client that hangs holds few hands, and one with less under way comes first`(engine: StoreEngine) async throws
  {
    try await GrantFixture.run(engine) { fixture in
      let (store, now) = (SQLDeliveryStore(fixture.database), fixture.now)
      try await Self.save([try Self.client("hangs"), try Self.client("quick")], fixture)
      for _ in 0..<10 { try await fixture.sessions.end(try await Self.session(fixture, ["hangs"]), at: now - 60) }
      try await fixture.sessions.end(try await Self.session(fixture, ["quick"]), at: now)
      var taken: [String] = []
      while let delivery = try await store.take(by: "one", lease: now + 20, perClient: 3, at: now) {
        taken.append(delivery.client.value)
      }
      #expect(taken == ["hangs", "quick", "hangs", "hangs"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what is given up stays for operators, is recorded, and is tried again when they say so`(engine: StoreEngine)
    async throws
  {
    try await GrantFixture.run(engine) { fixture in
      let now = fixture.now
      let audit = SQLAuditLog(fixture.database, secrets: .ephemeral())
      let store = SQLDeliveryStore(fixture.database, audit: audit)
      try await Self.save([try Self.client("portal")], fixture)
      try await fixture.sessions.end(try await Self.session(fixture, ["portal"]), at: now)
      let taken = try #require(try await store.take(by: "one", lease: now + 20, perClient: 3, at: now))
      #expect(try await store.retry(.one(taken.id), at: now) == 0, "who tells it now is not disturbed")
      #expect(try await store.postpone(taken, of: "one", until: nil, because: .unreachable, at: now))
      #expect(try await store.load() == DeliveryLoad(waiting: 0, abandoned: 1, oldest: nil))
      #expect(try await store.hasDue(at: now + 86_400) == false)
      let leaf = try #require(try await audit.found(.logoutUndelivered).first)
      #expect(leaf.event.client == "portal" && leaf.event.reason == "unreachable")
      #expect(try await store.list(.abandoned, client: nil, limit: 10).map(\.delivery.id) == [taken.id])
      #expect(try await store.list(.waiting, client: nil, limit: 10).isEmpty)
      #expect(try await store.retry(.client(try fixture.client()), at: now + 100) == 1)
      #expect(try await store.take(by: "two", lease: now + 120, perClient: 3, at: now + 100)?.attempts == 1)
      #expect(try await store.drop(.client(try fixture.client())) == 1)
      #expect(try await store.drop(.one(taken.id)) == 0)
    }
  }
}
