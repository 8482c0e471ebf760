import AuditLog
import Foundation
import JOSE
import KeyCustody
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// A server's database on its way from a file to a PostgreSQL server.
@Suite(.timeLimit(.minutes(3))) struct MoveDatabaseTests {
  private static let now = CareFixture.now

  private func moving(
    _ fixture: CareFixture, to address: PostgreSQLAddress, kind: ServerKind = .identityProvider,
    breakingGlass: Bool = false, reason: String? = nil
  ) async throws -> MoveDatabase {
    let settings: OperatorDesk.Settings =
      switch kind {
      case .identityProvider: .identityProvider(try await fixture.serving.identityProviderSettings)
      case .licenceIssuer: .licenceIssuer(try await fixture.serving.licenceIssuerSettings)
      }
    return try MoveDatabase(
      settings, from: nil, to: address.description, passwordFile: nil, account: "tester", breakingGlass: breakingGlass,
      reason: reason)
  }

  private func emptyAddress() async throws -> PostgreSQLAddress {
    try await PostgreSQLServer.shared.value.emptyAddress()
  }

  private func file(_ fixture: CareFixture) -> String { fixture.folder + "/identity-provider.sqlite" }

  /// What `database` says of the move.
  private func standing(_ place: DatabasePlace) async throws -> DatabaseMove.Standing? {
    try await place.opened { try await $0.read { try DatabaseMove.read(on: $0)?.standing } }
  }

  @Test(arguments: ServerKind.allCases)
  func `a server goes on at the target with its keys and its log`(kind: ServerKind) async throws {
    try await CareFixture.with { fixture in
      let keys = try await fixture.opened(kind) { desk in
        try await AuditOperations(desk.state, issuer: desk.settings.server.issuer).checkpoint(at: Self.now)
        return desk.state.keys.published().map(\.kid).sorted()
      }
      let address = try await emptyAddress()
      let report = try await moving(fixture, to: address, kind: kind, reason: "more machines").carryOut(at: Self.now)
      #expect(!report.isResumed)
      #expect(report.contents.first { $0.table == "signing_keys" }?.rows == keys.count)
      try await PostgreSQLDatabase(address, readers: 1, seconds: 120).closing { database in
        let verification = try await SQLAuditLog.verify(database, keys: nil)
        #expect(verification.findings.isEmpty)
        let last = try await SQLAuditLog(database, secrets: .ephemeral()).search(AuditQuery(limit: 1)).first?.leaf?
          .event
        #expect(last?.object == "database.move")
        #expect(last?.actor == .operator("tester"))
        #expect(last?.reason?.contains("more machines") == true)
        // The server's own way of opening: every key and secret.
        let ring = try await KeyRing(store: SQLKeyStore(database), encryptionKey: try fixture.kek)
        #expect(ring.published().map(\.kid).sorted() == keys)
      }
    }
  }

  @Test func `the server that was left goes on reading, and writes nothing that nobody would find`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        _ = try await moving(fixture, to: try await emptyAddress()).carryOut(at: Self.now)
        #expect(try await SQLKeyStore(desk.state.database).contents().keys.isEmpty == false)
        await #expect(throws: StoreError.unavailable("the database was moved")) {
          try await AuditOperations(desk.state, issuer: desk.settings.server.issuer).log.record(
            AuditEvent(.operatorCommand, by: .operator("a"), object: "late", at: Self.now), bound: nil)
        }
      }
      // And it does not start again there.
      await #expect(throws: StoreError.self) { try await fixture.opened { _ in } }
    }
  }

  @Test func `killed before the file was left, the file is as it was and the move begins anew`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { _ in }
      let address = try await emptyAddress()
      try await arrive(at: address, from: file(fixture), as: "first")
      #expect(try await standing(.postgreSQL(address)) == .arriving)
      #expect(try await standing(.file(file(fixture))) == nil)
      // Nobody serves what is unfinished.
      try await PostgreSQLDatabase(address, readers: 1, seconds: 120).closing { database in
        let refusal = await #expect(throws: StoreError.self) {
          try await database.migrate(Schema.identityProvider.migrations, at: Self.now)
        }
        #expect("\(String(describing: refusal))".contains("not finished"))
      }
      // The file goes on, and what it takes meanwhile is moved too.
      _ = try await fixture.opened { desk in
        try await desk.state.database.write { connection in
          try connection.run("INSERT INTO client_activity (client_id, seen_at) VALUES ('later', 1)")
        }
      }
      let plan = try await moving(fixture, to: address).plan()
      #expect(plan.obstacle == nil)
      let report = try await moving(fixture, to: address).carryOut(at: Self.now)
      #expect(!report.isResumed)
      #expect(report.contents.first { $0.table == "client_activity" }?.rows == 1)
      #expect(try await standing(.postgreSQL(address)) == .arrived)
    }
  }

  @Test func `killed after the file was left, the move is compared and finished`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { _ in }
      let address = try await emptyAddress()
      let contents = try await arrive(at: address, from: file(fixture), as: "first")
      let hold = try SQLiteHold(path: file(fixture))
      let tables = try hold.ask { try DatabaseCopy.tables(of: .identityProvider, on: $0) }
      try hold.seal(
        tables, saying: DatabaseMove(id: "first", standing: .left, other: address.description, at: Self.now))
      #expect(try await moving(fixture, to: address).plan().obstacle == nil)
      let report = try await moving(fixture, to: address).carryOut(at: Self.now)
      #expect(report.isResumed)
      #expect(report.contents == contents)
      #expect(try await standing(.postgreSQL(address)) == .arrived)
      // Once is once, and only there.
      await #expect(throws: MoveRefusal.isDone(address.description)) {
        _ = try await moving(fixture, to: address).carryOut(at: Self.now)
      }
      await #expect(throws: MoveRefusal.left(for: address.description)) {
        _ = try await moving(fixture, to: try await emptyAddress()).carryOut(at: Self.now)
      }
      #expect(try await moving(fixture, to: address).plan().obstacle?.contains("done already") == true)
    }
  }

  @Test func `a target that somebody changed before the end is not served`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { _ in }
      let address = try await emptyAddress()
      try await arrive(at: address, from: file(fixture), as: "first")
      let hold = try SQLiteHold(path: file(fixture))
      let tables = try hold.ask { try DatabaseCopy.tables(of: .identityProvider, on: $0) }
      try hold.seal(
        tables, saying: DatabaseMove(id: "first", standing: .left, other: address.description, at: Self.now))
      _ = try await PostgreSQLDatabase(address, readers: 1, seconds: 120).closing { database in
        try await database.write { try $0.run("UPDATE signing_keys SET created_at = created_at + 1") }
      }
      await #expect(throws: CopyRefusal.differs("signing_keys")) {
        _ = try await moving(fixture, to: address).carryOut(at: Self.now)
      }
      #expect(try await standing(.postgreSQL(address)) == .arriving)
    }
  }

  @Test func `a target that is not empty is refused, and the file takes writes as before`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { _ in }
      let address = try await emptyAddress()
      _ = try await PostgreSQLDatabase(address, readers: 1, seconds: 120).closing { database in
        try await database.migrate(Schema.identityProvider.migrations, at: Self.now)
      }
      #expect(try await moving(fixture, to: address).plan().obstacle != nil)
      await #expect(throws: CopyRefusal.targetNotEmpty) {
        _ = try await moving(fixture, to: address).carryOut(at: Self.now)
      }
      #expect(try await standing(.file(file(fixture))) == nil)
      _ = try await fixture.opened { desk in
        try await desk.state.database.write { connection in
          try connection.run("INSERT INTO client_activity (client_id, seen_at) VALUES ('a', 1)")
        }
      }
    }
  }

  @Test func `once operators are enrolled an account of the machine must break the glass`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await fixture.enrol("zhang", .security)
      let address = try await emptyAddress()
      func move(breakingGlass: Bool, reason: String?) async throws {
        _ = try await MoveDatabase(
          fixture.settings, from: nil, to: address.description, passwordFile: nil, account: "tester",
          breakingGlass: breakingGlass, reason: reason
        ).carryOut(at: Self.now)
      }
      await #expect(throws: OperatorRefusal.glassNotBroken) { try await move(breakingGlass: false, reason: "x") }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await move(breakingGlass: true, reason: nil) }
      try await move(breakingGlass: true, reason: "a second machine")
    }
  }

  @Test func `what is moved and where to must be told once`() async throws {
    try await CareFixture.with { fixture in
      let settings = OperatorDesk.Settings.identityProvider(try await fixture.serving.identityProviderSettings)
      func move(from: String? = nil, to: String?, passwordFile: String? = nil) throws(MoveRefusal) {
        _ = try MoveDatabase(
          settings, from: from, to: to, passwordFile: passwordFile, account: "tester", breakingGlass: false, reason: nil
        )
      }
      #expect(throws: MoveRefusal.noTarget) { try move(to: nil) }
      #expect(throws: MoveRefusal.unusableTarget("it must begin with postgresql://")) { try move(to: "elsewhere") }
      #expect(throws: MoveRefusal.unusableTarget("the password file cannot be read")) {
        try move(to: "postgresql://u@h/d", passwordFile: fixture.folder + "/nothing")
      }
      let missing = try MoveDatabase(
        settings, from: fixture.folder + "/nothing", to: try await emptyAddress().description, passwordFile: nil,
        account: "tester", breakingGlass: false, reason: nil)
      await #expect(throws: CareRefusal.missing(fixture.folder + "/nothing")) {
        _ = try await missing.carryOut(at: Self.now)
      }
      #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/nothing"), "looking makes no file")
    }
  }

  /// As far as a move comes before it leaves the file.
  @discardableResult
  private func arrive(at address: PostgreSQLAddress, from file: String, as id: String) async throws -> [TableContent] {
    let hold = try SQLiteHold(path: file)
    let contents = try await PostgreSQLDatabase(address, readers: 1, seconds: 120).closing { database in
      try await database.write { connection in
        let contents = try hold.ask {
          try DatabaseCopy(.identityProvider).run(from: $0, to: connection, at: Self.now)
        }
        try DatabaseMove(id: id, standing: .arriving, other: file, at: Self.now).write(on: connection)
        return contents
      }
    }
    try hold.release()
    return contents
  }
}

extension PostgreSQLDatabase {
  /// Gives it to `body`, and closes it.
  func closing<T>(_ body: (PostgreSQLDatabase) async throws -> T) async throws -> T {
    do {
      let result = try await body(self)
      await close()
      return result
    } catch {
      await close()
      throw error
    }
  }
}
