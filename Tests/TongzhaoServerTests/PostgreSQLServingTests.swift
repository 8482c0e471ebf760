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

  @Test func `a backup is left to the PostgreSQL server, and said so`() async throws {
    try await withSettings { settings in
      try await opened(settings) { desk in
        let backup = Backup(of: .identityProvider, desk.settings.server, signedBy: desk.state.keys)
        await #expect(throws: CareRefusal.notAFile) {
          try await backup.make(for: [try RecoveryKey().publicKey], at: CareFixture.now)
        }
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
