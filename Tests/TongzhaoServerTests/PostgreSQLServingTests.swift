import AuditLog
import Foundation
import KeyCustody
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// A server whose settings name a database on a PostgreSQL server.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLServingTests {
  private func withSettings(_ body: (IdentityProviderSettings) async throws -> Void) async throws {
    let address = try await PostgreSQLServer.shared.value.emptyAddress()
    try await ServingFixture.with { fixture in
      _ = try await fixture.identityProviderSettings
      try await body(
        try await .read(
          file: fixture.folder + "/identity-provider.json", overrides: ["database": address.description],
          environment: [:]))
    }
  }

  private func opened(
    _ settings: IdentityProviderSettings, _ body: (OperatorDesk) async throws -> Void
  ) async throws {
    let settings = OperatorDesk.Settings.identityProvider(settings)
    let state = try await OperatorDesk.open(settings, at: CareFixture.now)
    do {
      try await body(OperatorDesk(state: state, settings: settings, asker: .account("tester")))
      try await state.database.close()
    } catch {
      try await state.database.close()
      throw error
    }
  }

  @Test func `a server finds its keys again in the database, and another beside it the same`() async throws {
    try await withSettings { settings in
      try await opened(settings) { first in
        let kids = first.state.keys.published().map(\.kid).sorted()
        #expect(!kids.isEmpty)
        try await opened(settings) { second in
          #expect(second.state.keys.published().map(\.kid).sorted() == kids)
        }
        #expect(try await first.state.database.size() > 0)
        #expect(try await first.state.database.rowCounts().keys.contains("grants"))
      }
    }
  }

  @Test func `a migration is planned first and applied once`() async throws {
    try await withSettings { settings in
      let place = settings.server.database
      let planned = try await MigrationPlan.run(on: place, .identityProvider, applying: false, at: CareFixture.now)
      #expect(planned.steps.map(\.name) == Schema.identityProvider.migrations.map(\.name))
      _ = try await MigrationPlan.run(on: place, .identityProvider, applying: true, at: CareFixture.now)
      let after = try await MigrationPlan.run(on: place, .identityProvider, applying: false, at: CareFixture.now)
      #expect(after.isUpToDate)
    }
  }

  @Test func `a backup is restored as a file, tried, and moved to a server again`() async throws {
    try await withSettings { settings in
      let recoveryKey = RecoveryKey()
      var kids: [String] = []
      var made: Backup.Made?
      try await opened(settings) { desk in
        kids = desk.state.keys.published().map(\.kid).sorted()
        made = try await Backup(of: .identityProvider, desk.settings.server, signedBy: desk.state.keys)
          .make(for: [try recoveryKey.publicKey], at: CareFixture.now)
      }
      let backup = try #require(made)
      defer { try? FileManager.default.removeItem(atPath: backup.path) }
      #expect(backup.manifest.database.name == "identity-provider.sqlite")
      #expect(backup.signer != nil)
      let folder = (try #require(settings.server.file) as NSString).deletingLastPathComponent
      let kek = try KeyEncryptionKey(file: folder + "/kek")
      let steps = try await BackupDrill(
        file: backup.path, recoveryKey: recoveryKey, from: .anybody, encryptionKey: kek, account: "tester"
      ).run(at: CareFixture.now)
      #expect(steps.flatMap(\.problems).isEmpty)
      _ = try await Restore(
        Restore.Request(
          file: backup.path, recoveryKey: recoveryKey, from: .anybody, folder: folder + "/restored",
          encryptionKey: kek, account: "tester")
      ).run(at: CareFixture.now)
      let address = try await PostgreSQLServer.shared.value.emptyAddress()
      _ = try await MoveDatabase(
        .identityProvider(settings), from: folder + "/restored/identity-provider.sqlite", to: address.description,
        passwordFile: nil, account: "tester", breakingGlass: false, reason: nil
      ).carryOut(at: CareFixture.now)
      let moved = try await IdentityProviderSettings.read(
        file: folder + "/identity-provider.json", overrides: ["database": address.description], environment: [:])
      try await opened(moved) { desk in #expect(desk.state.keys.published().map(\.kid).sorted() == kids) }
    }
  }

  @Test func `a backup of a server's database while others write is of one moment`() async throws {
    try await withSettings { settings in
      try await opened(settings) { desk in
        let recoveryKey = RecoveryKey()
        let database = desk.state.database
        let writing = Task {
          var number = 0
          while !Task.isCancelled {
            let name = "c\(number)"
            try await database.write { connection in
              try connection.run("INSERT INTO client_activity (client_id, seen_at) VALUES ($1, 1)", [.text(name)])
              try connection.run(
                "INSERT INTO key_fetches (client_id, kid, fetched_at) VALUES ($1, 'k', 1)", [.text(name)])
            }
            number += 1
          }
        }
        let made = try await Backup(of: .identityProvider, desk.settings.server, signedBy: desk.state.keys)
          .make(for: [try recoveryKey.publicKey], at: CareFixture.now)
        writing.cancel()
        try await writing.value
        try FileManager.default.removeItem(atPath: made.path)
        #expect(made.manifest.rows["client_activity"] == made.manifest.rows["key_fetches"])
        #expect(made.manifest.log.findings.isEmpty)
      }
    }
  }

  @Test func `the newest checkpoint is left where the settings say`() async throws {
    try await withSettings { settings in
      #expect(settings.server.auditCheckpointFile == nil, "a server's database has nothing beside it")
      let folder = (try #require(settings.server.file) as NSString).deletingLastPathComponent
      let named = try await IdentityProviderSettings.read(
        file: folder + "/identity-provider.json",
        overrides: [
          "database": settings.server.database.description, "audit.checkpoint-file": folder + "/newest.checkpoint",
        ], environment: [:])
      try await opened(named) { desk in
        let file = try #require(desk.settings.server.auditCheckpointFile)
        let operations = AuditOperations(desk.state, issuer: desk.settings.server.issuer)
        try await AuditCheckpoints(operations, file: file).sign(at: CareFixture.now)
        let verification = try await SQLAuditLog.verify(
          desk.state.database, keys: nil, known: [try AuditFiles.checkpoint(file)])
        #expect(verification.findings.isEmpty)
        #expect(verification.size > 0)
      }
    }
  }

  @Test func `a server that may lose what it acknowledged is found by the doctor`() async throws {
    try await withSettings { settings in
      try await opened(settings) { desk in
        // The tests' server never flushes.
        let problems = try await desk.state.database.quickProblems()
        #expect(problems == ["fsync is off: what was acknowledged is lost with the server's power"])
      }
    }
  }

  @Test func `a password stands in a file of its own, or nowhere`() async throws {
    try await ServingFixture.with { fixture in
      _ = try await fixture.identityProviderSettings
      try fixture.write("password", "top-secret\n")
      func read(_ overrides: [String: String]) async throws -> IdentityProviderSettings {
        try await .read(
          file: fixture.folder + "/identity-provider.json", overrides: overrides, environment: [:])
      }
      let file = fixture.folder + "/password"
      let good = try await read(["database": "postgresql://user@host/name", "database-password-file": file])
      #expect(
        good.server.database
          == .postgreSQL(try PostgreSQLAddress("postgresql://user@host/name", password: "top-secret")))
      #expect(!"\(good.server)".contains("top-secret"))
      for wrong in [
        ["database": "postgresql://user:secret@host/name"], ["database": "postgresql://host/name?nonsense=1"],
        ["database-password-file": file],
      ] {
        let mistakes = await #expect(throws: UnusableSettings.self) { try await read(wrong) }
        #expect(mistakes?.mistakes.count == 1)
        #expect(!"\(String(describing: mistakes))".contains("secret@"))
      }
    }
  }
}
