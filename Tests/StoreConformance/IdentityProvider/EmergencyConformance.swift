import ELicence
import IdentityProvider
import JOSE
import LibCrypto
import OAuth
import SQLStore
import TestSupport
import Testing

/// What operators stop, and what ends with it.
@Suite struct EmergencyConformance {
  private static let mine = "91419001MA00000079"
  private static let theirs = "91419001MA0000023Y"

  /// A login: its presentation, its session's cookie and its grant.
  private struct Made {
    let presentation: PresentationID
    let cookie: BearerSecret<SessionSecret>
    let grant: GrantID
  }

  private static func login(
    _ fixture: GrantFixture, uscc: String = mine, region: String = "419001", client: String = "portal"
  ) async throws -> Made {
    let now = fixture.now
    let model = fixture.presentation()
    let presentation = Presentation(
      id: model.id, uscc: uscc, disclosed: model.disclosed, holder: model.holder,
      holderKeyThumbprint: model.holderKeyThumbprint, credentialIssuer: model.credentialIssuer, region: region,
      status: model.status, asOf: model.asOf, credentialExpires: model.credentialExpires,
      presentedAt: model.presentedAt, deviceBinding: model.deviceBinding)
    try await fixture.presentations.keep(presentation, expires: now + 60, at: now)
    let cookie = BearerSecret<SessionSecret>(generating: 32)
    let session = try fixture.session(presentation, secret: cookie)
    try await fixture.sessions.open(session, at: now)
    let grant = NewGrant(
      id: .generate(), clientID: try fixture.client(client), sessionID: session.id, presentationID: presentation.id,
      subject: uscc, scopes: [.openID], claims: nil, redirectURI: "https://portal.example/cb",
      codeChallenge: CodeVerifier().challenge(), nonce: nil, authTime: now, expiresAt: now + 3_600,
      endsWithSession: false)
    _ = try await fixture.redeemed(grant)
    return Made(presentation: presentation.id, cookie: cookie, grant: grant.id)
  }

  private static func isAlive(_ made: Made, _ fixture: GrantFixture) async throws -> [Bool] {
    let now = fixture.now + 1
    return [
      try await fixture.presentations.presentation(made.presentation, at: now) != nil,
      try await fixture.sessions.session(secret: made.cookie.digest, at: now) != nil,
      try await fixture.grants.grant(made.grant)?.isAlive(at: now) == true,
    ]
  }

  private static let alive = [true, true, true]
  private static let dead = [false, false, false]

  @Test(arguments: StoreEngine.allCases)
  func `a lockdown begins, changes and ends once, and each is noticed`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, now) = (SQLEmergencyStore(database), NumericDate(1_800_000_000))
      let calm = try await store.state()
      #expect(calm.lockdown == nil && calm.blocked.isEmpty)
      let first = Lockdown(level: .logins, cause: .maintenance, reason: "搬迁", since: now)
      try await store.lock(first)
      #expect(try await store.state().lockdown == first)
      let second = Lockdown(level: .everything, cause: .security, reason: "theft", since: now + 1)
      try await store.lock(second)
      #expect(try await store.state().lockdown == second)
      #expect(try await store.unlock())
      #expect(try await store.unlock() == false)
      #expect(try await store.state().lockdown == nil)
      #expect(try await store.version() == calm.version + 3)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a blocked licence loses its logins, and no other does`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let mine = [try await Self.login(fixture), try await Self.login(fixture, client: "bank")]
      let other = try await Self.login(fixture, uscc: Self.theirs)
      let expected = EmergencyReach(sessions: 2, grants: 2, clients: 2, licences: 1)
      #expect(try await store.reach(of: .licence(Self.mine), at: fixture.now) == expected)
      let before = try await store.version()
      let block = BlockedLicence(uscc: Self.mine, reason: "phone robbed", since: fixture.now)
      #expect(try await store.block(block, at: fixture.now) == expected)
      #expect(try await store.version() > before)
      for made in mine { #expect(try await Self.isAlive(made, fixture) == Self.dead) }
      #expect(try await Self.isAlive(other, fixture) == Self.alive)
      #expect(try await store.state().blocked == [Self.mine: block])
      // Again is nothing new, and lifting gives nothing back.
      #expect(try await store.block(block, at: fixture.now).sessions == 0)
      #expect(try await store.unblock(Self.mine))
      #expect(try await store.unblock(Self.mine) == false)
      #expect(try await store.state().blocked.isEmpty)
      #expect(try await Self.isAlive(mine[0], fixture) == Self.dead)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a revoked client is out of service and has nothing left, or neither`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let clients = SQLClientStore(fixture.database)
      let id = try fixture.client("portal")
      let registered = try Client(document: [
        "client_id": "portal", "client_name": "Portal", "redirect_uris": ["https://portal.example/cb"],
        "token_endpoint_auth_method": "none",
      ])
      try await clients.save(registered, secret: nil, at: fixture.now)
      let login = try await Self.login(fixture)
      // Interrupted in the middle, as by a full disk: nothing has happened.
      try await fixture.database.write { try $0.run("ALTER TABLE grants RENAME TO elsewhere") }
      await #expect(throws: (any Error).self) { try await store.revoke(id, at: fixture.now) }
      #expect(try await clients.client(id)?.suspended == false)
      try await fixture.database.write { try $0.run("ALTER TABLE elsewhere RENAME TO grants") }
      #expect(try await Self.isAlive(login, fixture) == Self.alive)
      let ended = try #require(try await store.revoke(id, at: fixture.now))
      #expect(ended == EmergencyReach(sessions: 0, grants: 1, clients: 1, licences: 1))
      #expect(try await clients.client(id)?.suspended == true)
      #expect(try await Self.isAlive(login, fixture) == [true, true, false])
      #expect(try await store.revoke(try fixture.client("nobody"), at: fixture.now) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a revoked issuer is believed no more and its region has no login left, or neither`(
    engine: StoreEngine
  ) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let trust = SQLTrustStore(fixture.database)
      let root = try CertificateAuthority.makeRoot(
        commonName: "Region", organization: "Test", validFrom: fixture.now.seconds, days: 10)
      let anchor = TrustAnchor(region: "419001", name: "Region", certificate: root.certificate)
      let entry = TrustEntry(anchor: anchor, state: .active, changedAt: fixture.now)
      try await trust.save(entry)
      let (mine, other) = (try await Self.login(fixture), try await Self.login(fixture, region: "410000"))
      try await fixture.database.write { try $0.run("ALTER TABLE grants RENAME TO elsewhere") }
      await #expect(throws: (any Error).self) { try await store.revoke(entry, at: fixture.now) }
      #expect(try await trust.entries().map(\.state) == [.active])
      try await fixture.database.write { try $0.run("ALTER TABLE elsewhere RENAME TO grants") }
      #expect(try await store.revoke(entry, at: fixture.now).sessions == 1)
      #expect(try await trust.entries().map(\.state) == [.stopped])
      #expect(try await Self.isAlive(mine, fixture) == Self.dead)
      #expect(try await Self.isAlive(other, fixture) == Self.alive)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client loses what it was given, and people stay logged in`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let (portal, bank) = (try await Self.login(fixture), try await Self.login(fixture, client: "bank"))
      let ended = try await store.end(.client(try fixture.client("portal")), at: fixture.now)
      #expect(ended == EmergencyReach(sessions: 0, grants: 1, clients: 1, licences: 1))
      #expect(try await Self.isAlive(portal, fixture) == [true, true, false])
      #expect(try await Self.isAlive(bank, fixture) == Self.alive)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a region loses its logins, and no other region does`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let (here, there) = (try await Self.login(fixture), try await Self.login(fixture, region: "410000"))
      let ended = try await store.end(.region("410000"), at: fixture.now)
      #expect(ended == EmergencyReach(sessions: 1, grants: 1, clients: 1, licences: 1))
      #expect(try await Self.isAlive(there, fixture) == Self.dead)
      #expect(try await Self.isAlive(here, fixture) == Self.alive)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `everybody's logins end together`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLEmergencyStore(fixture.database)
      let all = [
        try await Self.login(fixture),
        try await Self.login(fixture, uscc: Self.theirs, region: "410000", client: "bank"),
      ]
      let ended = try await store.end(.everybody, at: fixture.now)
      #expect(ended == EmergencyReach(sessions: 2, grants: 2, clients: 2, licences: 2))
      for made in all { #expect(try await Self.isAlive(made, fixture) == Self.dead) }
      let none = EmergencyReach(sessions: 0, grants: 0, clients: 0, licences: 0)
      #expect(try await store.reach(of: .everybody, at: fixture.now) == none)
    }
  }
}
