import AuditLog
import Foundation
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

@Suite struct RestoreTests {
  private static let now = CareFixture.now

  @Test func `a backup is not restored over anything`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let target = fixture.folder + "/restored"
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: target + "/identity-provider.sqlite"))
      await #expect(throws: CareRefusal.notEmpty(target)) { try await fixture.restoring(file) }
      #expect(try String(contentsOfFile: target + "/identity-provider.sqlite", encoding: .utf8) == "mine")
      // An empty folder, made for it, is taken.
      try FileManager.default.createDirectory(atPath: fixture.folder + "/empty", withIntermediateDirectories: false)
      try await fixture.restoring(file, into: "empty")
    }
  }

  @Test func `another recovery key, another file, a cut or a changed one are refused and leave nothing`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let other = CareFixture(serving: fixture.serving)
      await #expect(throws: RecoveryRefusal.otherKey) { try await other.restoring(file) }
      await #expect(throws: RecoveryRefusal.malformed) { try await fixture.restoring(fixture.folder + "/kek") }
      await #expect(throws: CareRefusal.missing(file + "x")) { try await fixture.restoring(file + "x") }
      func attempt(_ changed: [UInt8]) async throws {
        let path = fixture.folder + "/changed"
        try Data(changed).write(to: URL(fileURLWithPath: path))
        try await fixture.restoring(path)
      }
      for length in [bytes.count - 1, bytes.count / 2, 400] {
        await #expect(throws: RecoveryRefusal.self) { try await attempt(Array(bytes.prefix(length))) }
      }
      for place in [60, bytes.count / 3, bytes.count - 20] {
        var changed = bytes
        changed[place] ^= 1
        await #expect(throws: (any Error).self) { try await attempt(changed) }
      }
      await #expect(throws: RecoveryRefusal.self) { try await attempt(bytes + [0]) }
      let left = try FileManager.default.contentsOfDirectory(atPath: fixture.folder)
      #expect(left.filter { $0.hasPrefix("restored") }.isEmpty)
    }
  }

  @Test func `keys that do not open under the given key are told`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let wrong = try #require(KeyEncryptionKey(bytes: Array(repeating: 9, count: 32)))
      await #expect(throws: CareRefusal.self) {
        try await Restore(
          Restore.Request(
            file: file, recoveryKey: fixture.recoveryKey, from: .anybody, folder: fixture.folder + "/restored",
            encryptionKey: wrong,
            account: "tester")
        ).run(at: Self.now)
      }
      #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/restored"))
    }
  }

  @Test func `a database of a newer format is not restored`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { desk in
        try await desk.state.database.write {
          try $0.run("UPDATE schema_format SET format = 99, readable_from = 98")
        }
        return try await fixture.backUp(desk)
      }
      await #expect(throws: CareRefusal.self) { try await fixture.restoring(file) }
    }
  }

  @Test func `open orders, codes and presented numbers of before are over`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { desk in
        try await desk.state.database.write { connection in
          try connection.run(
            """
            INSERT INTO orders (id, client_id, source, browser, request, context, shared, state, created_at, ends_at,
              expires_at) VALUES ('o', 'c', 's', x'00', '{}', '{}', 0, 'approved', 1, 9999999999, 9999999999)
            """)
          try Self.grant("unredeemed", redeemed: nil, on: connection)
          try Self.grant("redeemed", redeemed: 5, on: connection)
        }
        return try await fixture.backUp(desk)
      }
      try await fixture.restoring(file, endingLogins: false) { database, report in
        let counts = try await database.rowCounts()
        #expect(counts["orders"] == 0)
        let alive = try await database.read {
          try $0.rows("SELECT grant_id FROM grants WHERE revoked_at IS NULL").map { try $0.text(0) }
        }
        #expect(alive == ["redeemed"])
        #expect(report.warnings.contains { $0.contains("--keep-sessions") })
        // No frame, ticket or nonce of before verifies; refresh tokens and pairwise subjects stay.
        let purposes = Set(try await SQLKeyStore(database).contents().secrets.map(\.purpose))
        #expect(purposes.isDisjoint(with: [.frame, .ticket, .nonce]))
        #expect(purposes.isSuperset(of: [.pairwise, .refresh, .evidence, .audit]))
      }
      try await fixture.restoring(file, into: "ended") { database, report in
        let alive = try await database.read { try $0.rows("SELECT 1 FROM grants WHERE revoked_at IS NULL").count }
        #expect(alive == 0)
        #expect(report.ended.contains { $0.what.contains("grants ended") && $0.count == 1 })
      }
    }
  }

  private static func grant(_ id: String, redeemed: Int?, on connection: any SQLConnection) throws {
    try connection.run(
      """
      INSERT INTO grants (grant_id, client_id, session_id, presentation_id, subject, scopes, redirect_uri,
        code_challenge, auth_time, ends_at, outlives_session, code, code_expires_at, redeemed_at, expires_at)
      VALUES ($1, 'c', 's', 'p', 'x', 'openid', 'https://c.example/', 'x', 1, 9999999999, 1, $2, 9999999999, $3,
        9999999999)
      """, [.text(id), .blob(Array(id.utf8)), .integer(orNull: redeemed.map { Int64($0) })])
  }

  @Test func `an assertion that may have been used in the lost time is refused, a new one is not`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0, at: Self.now - 100) }
      try await fixture.restoring(file, at: Self.now) { database, _ in
        let store = SQLAssertionStore(database)
        let client = try #require(ClientID("c"))
        #expect(
          try await !store.use("old", of: client, madeAt: Self.now - 50, expires: Self.now + 500, at: Self.now + 1))
        #expect(
          try await store.use("new", of: client, madeAt: Self.now + 1, expires: Self.now + 500, at: Self.now + 1))
        #expect(
          try await !store.use("new", of: client, madeAt: Self.now + 1, expires: Self.now + 500, at: Self.now + 1))
      }
    }
  }

  @Test func `what was lost is told, and the restoration is in the log`() async throws {
    try await CareFixture.with { fixture in
      let (file, checkpoint) = try await fixture.opened { desk in
        let file = try await fixture.backUp(desk, at: Self.now - 7200)
        let operations = AuditOperations(desk.state, issuer: desk.settings.server.issuer)
        for number in 0..<3 {
          try await operations.log.record(
            AuditEvent(.operatorCommand, by: .operator("a"), object: "later \(number)", at: Self.now), bound: nil)
        }
        return (file, try #require(try await operations.checkpoint(at: Self.now)))
      }
      let report = try await Restore(
        Restore.Request(
          file: file, recoveryKey: fixture.recoveryKey, from: .anybody, folder: fixture.folder + "/restored",
          encryptionKey: try fixture.kek, checkpoint: checkpoint, account: "tester")
      ).run(at: Self.now)
      #expect(report.lostLeaves == 3)
      #expect(report.warnings.contains { $0.contains("2 h 0 min") && $0.contains("3 events") })
      let database = try SQLiteDatabase(path: fixture.folder + "/restored/identity-provider.sqlite")
      let leaf = try await SQLAuditLog(database, secrets: .ephemeral()).search(AuditQuery(limit: 1)).first?.leaf
      #expect(leaf?.event.object == "restore")
      #expect(leaf?.event.actor == .operator("tester"))
      try await database.close()
    }
  }

  @Test func `a backup whose audit log is not the checkpoint's is refused, by either age of checkpoint`() async throws {
    try await CareFixture.with { fixture in
      let (file, signed, others) = try await fixture.opened { desk in
        let operations = AuditOperations(desk.state, issuer: desk.settings.server.issuer)
        for number in 0..<3 {
          try await operations.log.record(
            AuditEvent(.operatorCommand, by: .operator("a"), object: "before \(number)", at: Self.now), bound: nil)
        }
        let signed = try #require(try await operations.checkpoint(at: Self.now))
        let key = try desk.state.keys.current(.audit, .es256, at: Self.now)
        @Sendable func sign(_ checkpoint: Checkpoint) async throws -> SignedCheckpoint {
          try SignedCheckpoint(
            compact: await key.sign(
              payload: Array(checkpoint.text.utf8), type: SignedCheckpoint.type, extraHeader: ["iat": 1]))
        }
        let said = signed.unverified
        let nothing = TreeHash.ofNothing
        let forged = [
          // The same key over other leaves, over another log, and another key over the very same.
          try await sign(Checkpoint(origin: said.origin, size: said.size - 1, root: nothing)),
          try await sign(Checkpoint(origin: "other.example/audit", size: said.size, root: said.root)),
          try SignedCheckpoint.sign(said, keyID: "other", with: try SigningKey.generate(.es256), at: Self.now),
          try SignedCheckpoint.sign(
            Checkpoint(origin: said.origin, size: said.size + 1000, root: nothing), keyID: "other",
            with: try SigningKey.generate(.es256), at: Self.now),
        ]
        return (try await fixture.backUp(desk), signed, forged)
      }
      for checkpoint in others {
        await #expect(throws: CareRefusal.self, "\(checkpoint.unverified.text)") {
          try await fixture.restoring(file, into: "refused", checkpoint: checkpoint)
        }
        #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/refused"))
      }
      // The one that was signed before the backup holds, and cannot tell what was lost since.
      let report = try await fixture.restoring(file, checkpoint: signed)
      #expect(report.lostLeaves == 0 || report.lostLeaves == nil)
    }
  }

  @Test func `who works again as an operator is told by name`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await fixture.enrol("zhang", .security)
      _ = try await fixture.enrol("li", .system)
      _ = try await fixture.enrol("wang", .audit)
      let store = SQLOperatorStore(fixture.state.database)
      #expect(try await store.move("li", to: .suspended, at: Self.now))
      #expect(try await store.move("wang", to: .removed, at: Self.now))
      let recoveryKey = RecoveryKey()
      let made = try await Backup(of: fixture.settings.kind, fixture.settings.server, signedBy: fixture.state.keys)
        .make(for: [try recoveryKey.publicKey], at: Self.now)
      defer { try? FileManager.default.removeItem(atPath: made.path) }
      // What happens after the backup is not in it.
      #expect(try await store.move("zhang", to: .removed, at: Self.now))
      let folder = (made.path as NSString).deletingLastPathComponent + "/restored"
      let report = try await Restore(
        Restore.Request(
          file: made.path, recoveryKey: recoveryKey, from: .anybody, folder: folder, encryptionKey: nil,
          account: "tester")
      ).run(at: Self.now)
      #expect(
        report.warnings.contains {
          $0.contains("as at the backup") && $0.contains("zhang (security)") && $0.contains("li (system, suspended)")
            && !$0.contains("wang")
        })
      #expect(report.json["operators"]?.array?.compactMap { $0["name"]?.string } == ["li", "zhang"])
    }
  }

  @Test func `a restored server starts on the restored files`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      try await fixture.restoring(file)
      let settings = try await IdentityProviderSettings.read(
        file: fixture.folder + "/restored/identity-provider.json",
        overrides: ["database": fixture.folder + "/restored/identity-provider.sqlite"], environment: [:])
      let state = try await ServerState.identityProvider(settings, at: Self.now)
      #expect(try state.keys.secrets.current(.frame, at: Self.now).id.isEmpty == false)
      #expect(try await KeyOperations(state).faults().isEmpty)
      try await state.database.close()
    }
  }

  @Test func `a drill does not take for lost what a restoration ends`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { desk in
        try await desk.state.database.write { connection in
          try connection.run(
            """
            INSERT INTO consents (consent_id, uscc, holder_key, client_id, approval, source, presentation_id, granted_at,
              used_at, expires_at)
            VALUES ('c', 'u', 'h', 'client', 'openid', 'holder', 'p', 1, 1, 9999999999)
            """)
          try connection.run(
            "INSERT INTO pushed_requests (name, client_id, request, ends_at, expires_at) VALUES ($1, 'c', '{}', $2, $2)",
            [.blob([1]), 9_999_999_999])
        }
        return try await fixture.backUp(desk)
      }
      let steps = try await BackupDrill(
        file: file, recoveryKey: fixture.recoveryKey, from: .anybody, encryptionKey: try fixture.kek, account: "tester"
      ).run(at: Self.now)
      #expect(steps.flatMap(\.problems).isEmpty)
    }
  }

  @Test func `a drill tries everything, and finds what is wrong`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let places = fixture.folder + "/places"
      try FileManager.default.createDirectory(atPath: places, withIntermediateDirectories: false)
      func drill(_ key: KeyEncryptionKey?) async throws -> [BackupDrill.Step] {
        try await BackupDrill(
          file: file, recoveryKey: fixture.recoveryKey, from: .anybody, encryptionKey: key, account: "tester",
          within: places
        )
        .run(at: Self.now)
      }
      let good = try await drill(try fixture.kek)
      #expect(good.map(\.name) == ["restore", "who made it", "signing keys", "rows", "audit log", "database"])
      #expect(good.allSatisfy { $0.isGood })
      #expect(good.filter { $0.skipped != nil }.map(\.name) == ["who made it"])
      let wrong = try await drill(KeyEncryptionKey(bytes: Array(repeating: 9, count: 32)))
      #expect(wrong.filter { !$0.isGood }.map(\.name) == ["signing keys"])
      #expect(try await drill(nil).filter { $0.skipped != nil }.map(\.name) == ["who made it", "signing keys"])
      let cut = fixture.folder + "/cut"
      try Data(contentsOf: URL(fileURLWithPath: file)).dropLast(10).write(to: URL(fileURLWithPath: cut))
      let bad = try await BackupDrill(
        file: cut, recoveryKey: fixture.recoveryKey, from: .anybody, encryptionKey: nil, account: "tester",
        within: places
      ).run(at: Self.now)
      #expect(bad.map(\.isGood) == [false])
      #expect(try FileManager.default.contentsOfDirectory(atPath: places).isEmpty, "nothing is left")
    }
  }
}
