import AuditLog
import JOSE
import KeyCustody
import SQLStore
import Testing

@testable import TongzhaoServer

/// The machine's own account: everything until somebody is enrolled, and afterwards only by breaking the glass.
@Suite struct BreakGlassTests {
  @Test func `until somebody is enrolled the account is everything, and then it breaks the glass`() async throws {
    try await OperatorFixture.with { fixture in
      @Sendable func desk(_ breaking: Bool, _ reason: String?) async throws -> OperatorDesk {
        try await OperatorDesk.atMachine(
          for: ListKeys.self, state: fixture.state, settings: fixture.settings, account: "root",
          breakingGlass: breaking, reason: reason,
          at: fixture.clock.now)
      }
      #expect(try await desk(false, nil).asker == .account("root"))
      _ = try await fixture.enrol("zhang", .security)
      await #expect(throws: OperatorRefusal.glassNotBroken) { try await desk(false, "test") }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await desk(true, nil) }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await desk(true, "") }
      let broken = try await desk(true, "nobody is reachable")
      #expect(broken.asker == .breakingGlass("root"))
      _ = try await broken.execute(ListKeys(), at: fixture.clock.now)
      let events = try await fixture.state.audit.search(AuditQuery(limit: 5)).compactMap(\.leaf?.event)
      #expect(events.contains { $0.object == "operators.break-glass root" && $0.reason == "nobody is reachable" })
      #expect(events.contains { $0.object == "keys.list" && $0.actor.name == "break-glass:root" })
    }
  }

  @Test func `what timers do goes on once somebody is enrolled, and nothing else does`() async throws {
    try await OperatorFixture.with { fixture in
      @Sendable func desk(_ command: any OperatorCommand.Type) async throws -> OperatorDesk {
        try await OperatorDesk.atMachine(
          for: command, state: fixture.state, settings: fixture.settings, account: "tongzhao", breakingGlass: false,
          reason: nil, at: fixture.clock.now)
      }
      _ = try await fixture.enrol("zhang", .security)
      let backup = try await desk(MakeBackup.self)
      #expect(backup.asker == .unattended("tongzhao"))
      let made = try await backup.execute(MakeBackup(for: [try RecoveryKey().publicKey]), at: fixture.clock.now)
      #expect((made.content?.size ?? 0) > 0)
      made.content?.discard()
      let examined = try await desk(ExamineServer.self).execute(ExamineServer(), at: fixture.clock.now)
      #expect(examined.json["checks"] == .integer(Int64(DoctorCheck.allCases.count)))
      for command in OperatorCommands.all where ![MakeBackup.name, ExamineServer.name].contains(command.name) {
        await #expect(throws: OperatorRefusal.glassNotBroken, "\(command.name)") { try await desk(command) }
      }
      // Nor is the desk of the one good for the other.
      await #expect(throws: OperatorRefusal.glassNotBroken) {
        try await backup.execute(ListKeys(), at: fixture.clock.now)
      }
      let events = try await fixture.state.audit.search(AuditQuery(limit: 5)).compactMap(\.leaf?.event)
        .filter { $0.actor.name == "unattended:tongzhao" }
      #expect(events.contains { $0.object == "backup.create" && $0.outcome == .done })
      #expect(events.contains { $0.object == "keys.list" && $0.outcome == .refused })
    }
  }

  @Test func `nothing that changes something is done with nobody there`() {
    for command in OperatorCommands.all where command.isUnattended {
      #expect(command.effect == .looks, "\(command.name)")
    }
  }

  @Test func `the first operator can enrol the others`() async throws {
    try await OperatorFixture.with { fixture in
      for role in OperatorRole.allCases where role != .security {
        await #expect(throws: OperatorRefusal.firstMustBeSecurity) { try await fixture.enrol("li", role) }
      }
      _ = try await fixture.enrol("zhang", .security)
      _ = try await fixture.enrol("li", .system)
      await #expect(throws: OperatorRefusal.operatorExists("li")) { try await fixture.enrol("li", .audit) }
    }
  }

  @Test func `what an operator asks is remembered with who, why and the refusal`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await fixture.enrol("zhang", .security)
      let li = fixture.desk(try await fixture.enrol("li", .system), reason: "because")
      await #expect(throws: OperatorRefusal.self) { try await li.execute(ListOperators(), at: fixture.clock.now) }
      _ = try await li.execute(ListClients(), at: fixture.clock.now)
      let events = try await fixture.state.audit.search(AuditQuery(limit: 5)).compactMap(\.leaf?.event)
      let asked = events.filter { $0.actor.name == "system:li" }
      #expect(asked.contains { $0.object == "operators.list" && $0.outcome == .refused })
      #expect(asked.contains { $0.object == "clients.list" && $0.outcome == .done && $0.reason == "because" })
    }
  }

  @Test func `who may not ask does not so much as bring the database up to date`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await fixture.enrol("zhang", .security)
      // As the program before this one left it: a step is missing.
      let last = try #require(Schema.identityProvider.migrations.last?.name)
      try await fixture.state.database.write {
        try $0.run("DELETE FROM schema_migrations WHERE name = $1", [.text(last)])
      }
      let before = try await fixture.state.database.appliedMigrations()
      #expect(!before.contains(last))
      @Sendable func open(_ breaking: Bool, _ reason: String?) async throws {
        _ = try await OperatorDesk.openedAtMachine(
          for: ListKeys.self, settings: fixture.settings, account: "root", breakingGlass: breaking, reason: reason,
          at: fixture.clock.now)
      }
      await #expect(throws: OperatorRefusal.glassNotBroken) { try await open(false, nil) }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await open(true, nil) }
      #expect(try await fixture.state.database.appliedMigrations() == before)
    }
  }
}
