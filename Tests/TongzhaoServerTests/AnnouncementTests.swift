import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import LibCrypto
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// What one process changes on PostgreSQL is in force in another that does not look by itself: it looks once a day.
@Suite(.timeLimit(.minutes(5))) struct AnnouncementTests {
  private static let now = CareFixture.now
  private static let never = Duration.seconds(86_400)

  /// What a process follows, and the tasks that do so.
  private struct Follower {
    let state: ServerState
    let trust: TrustDirectory
    let emergencies: EmergencyDirectory
    let clients: ClientDirectory
    let following: [Task<Void, Never>]

    init(_ state: ServerState) async throws {
      let trust = try await TrustDirectory(store: SQLTrustStore(state.database))
      let emergencies = try await EmergencyDirectory(store: SQLEmergencyStore(state.database))
      let clients = ClientDirectory(store: SQLClientStore(state.database))
      let changes = AnnouncedChanges(
        state.database,
        looks: [
          .keys: { state.keys.look() }, .trust: { try await trust.refresh() },
          .emergencies: { try await emergencies.refresh() }, .clients: { clients.look() },
        ])
      (self.state, self.trust, self.emergencies, self.clients) = (state, trust, emergencies, clients)
      // What fails while the way to the database is cut is looked at again afterwards.
      following = [
        Task { await changes.run { _ in } },
        Task { await state.keys.run(every: never, clock: { now }, failed: { _ in }) },
      ]
    }

    func stop() async {
      for task in following { task.cancel() }
      for task in following { await task.value }
    }

    func sees(_ lockdown: Lockdown.Level?) -> Bool { emergencies.state.lockdown?.level == lockdown }
  }

  private func with(_ address: PostgreSQLAddress, _ body: (ServerState, Follower) async throws -> Void) async throws {
    try await ServingFixture.with { fixture in
      _ = try await fixture.identityProviderSettings
      let settings = try await IdentityProviderSettings.read(
        file: fixture.folder + "/identity-provider.json", overrides: ["database": address.description],
        environment: [:])
      let changing = try await ServerState.identityProvider(settings, at: Self.now)
      let follower = try await Follower(try await ServerState.identityProvider(settings, at: Self.now))
      try await finally {
        try await body(changing, follower)
      } end: {
        await follower.stop()
        try await follower.state.database.close()
        try await changing.database.close()
      }
    }
  }

  private func finally(_ body: () async throws -> Void, end: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      try await end()
      throw error
    }
    try await end()
  }

  private func eventually(_ isSo: () async throws -> Bool) async throws {
    while !(try await isSo()) { try await Task.sleep(for: .milliseconds(2)) }
  }

  private func lockDown(_ state: ServerState) async throws {
    try await SQLEmergencyStore(state.database).lock(
      Lockdown(level: .logins, cause: .maintenance, reason: "a test", since: Self.now))
  }

  @Test func `a change of keys, clients, trust or emergencies is in force elsewhere without anybody looking`()
    async throws
  {
    try await with(try await PostgreSQLServer.shared.value.emptyAddress()) { changing, follower in
      // It listens; before that, everything would be looked at in any case.
      try await lockDown(changing)
      try await eventually { follower.sees(.logins) }

      let kid = try await changing.custodian.rotate(KeySlot(.token, .es256), immediately: true, at: Self.now)
      try await eventually { try follower.state.keys.current(.token, .es256, at: Self.now).kid == kid }

      let root = try CertificateAuthority.makeRoot(
        commonName: "1", organization: "Test", validFrom: Self.now.seconds, days: 10)
      let anchor = TrustAnchor(region: "1", name: "one", certificate: root.certificate)
      try await SQLTrustStore(changing.database).save(
        TrustEntry(anchor: anchor, state: .active, changedAt: Self.now))
      try await eventually { follower.trust.accepted.anchors.contains { $0.name == "one" } }

      // At the same second: nobody would ask for the version a second time.
      let id = try #require(ClientID("portal"))
      for isSuspended in [false, true, false] {
        let client = try Client(document: [
          "client_id": "portal", "client_name": "门户", "redirect_uris": ["https://portal.example/callback"],
          "tongzhao_suspended": .bool(isSuspended),
        ])
        try await SQLClientStore(changing.database).save(client, secret: nil, at: Self.now)
        try await eventually { (try await follower.clients.client(id, at: Self.now) == nil) == isSuspended }
      }

      _ = try await SQLEmergencyStore(changing.database).unlock()
      try await eventually { follower.sees(nil) }
    }
  }

  @Test func `what changed while nobody could hear is looked for as soon as somebody can`() async throws {
    let server = try await PostgreSQLServer.start()
    try await finally {
      try await with(try await server.emptyAddress()) { changing, follower in
        try await eventually { try await listeners(in: changing.database, ending: false) == 1 }
        for level in [Lockdown.Level.logins, nil, .logins] {
          // Cut off, it hears nothing until it has found its way back.
          try await eventually { try await listeners(in: changing.database, ending: true) == 1 }
          if level == nil {
            _ = try await SQLEmergencyStore(changing.database).unlock()
          } else {
            try await lockDown(changing)
          }
          try await eventually { follower.sees(level) }
        }
        try await server.crash()
        try await eventually { (try? await SQLEmergencyStore(changing.database).unlock()) ?? false }
        try await eventually { follower.sees(nil) }
      }
    } end: {
      try await server.stop()
    }
  }

  private func listeners(in database: any ServerDatabase, ending: Bool) async throws -> Int {
    try await database.read { connection in
      let found = try connection.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'tongzhao listener'")
      for row in found where ending {
        _ = try connection.rows("SELECT pg_terminate_backend(CAST($1 AS integer))", [.int(try row.int(0))])
      }
      return found.count
    }
  }

  @Test func `a change that was taken back is announced to nobody, and one that was kept is`() async throws {
    let address = try await PostgreSQLServer.shared.value.emptyAddress()
    let database = PostgreSQLDatabase(address, readers: 1, seconds: 120)
    let announcements = try #require(database.announcements())
    var heard = announcements.makeAsyncIterator()
    for state in SharedState.allCases { #expect(await heard.next() == state) }
    struct TakenBack: Error {}
    await #expect(throws: TakenBack.self) {
      try await database.write { connection in
        connection.announce(.keys)
        _ = try connection.rows("SELECT 1")
        throw TakenBack()
      }
    }
    try await database.write { $0.announce(.trust) }
    #expect(await heard.next() == .trust)
    await database.close()
  }
}
