import AuditLog
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// What operators, the schedule and the server itself do is in the log with who did it.
@Suite struct AuditedOperatingTests {
  private struct House {
    let settings: IdentityProviderSettings
    let state: ServerState
    let desk: OperatorDesk
    let now: NumericDate

    func add() async throws -> ClientID {
      _ = try await desk.execute(
        AddClient([
          "client_id": "portal", "client_name": "Portal", "redirect_uris": ["https://portal.example/cb"],
          "token_endpoint_auth_method": "none",
        ]), at: now)
      return try #require(ClientID("portal"))
    }

    var operations: AuditOperations { AuditOperations(state, issuer: settings.server.issuer) }
  }

  private func inHouse(reason: String? = "because of a test", _ body: (House) async throws -> Void) async throws {
    try await ServingFixture.with { fixture in
      let settings = try await fixture.identityProviderSettings
      let now = NumericDate.now()
      let state = try await ServerState.identityProvider(settings, at: now)
      let desk = OperatorDesk(
        state: state, settings: .identityProvider(settings), asker: .account("li.wei"), reason: reason)
      try await body(House(settings: settings, state: state, desk: desk, now: now))
      try await state.database.close()
    }
  }

  @Test(arguments: AuditAction.all(of: .operating))
  func `what is operated is recorded, by whom`(action: AuditAction) async throws {
    try await inHouse { house in
      let (state, desk, now) = (house.state, house.desk, house.now)
      var actor = AuditActor.operator("li.wei")
      switch action {
      case .keyAnnounced, .keyPromoted: actor = .server
      case .keyRetired, .keyRemoved:
        actor = .server
        let day = 86_400
        for step in 1...14 { try await state.custodian.tend(at: now + step * 30 * day) }
      case .clientAdded: _ = try await house.add()
      case .clientChanged: _ = try await desk.execute(SuspendClient(try await house.add()), at: now)
      case .clientRemoved: _ = try await desk.execute(DeleteClient(try await house.add()), at: now)
      case .trustAdded:
        actor = .server
        _ = try await TrustOperations(house.settings, state, at: now)
      case .trustChanged: _ = try await desk.execute(SuspendTrust("419001", endSessions: false), at: now)
      case .operatorCommand: _ = try await house.add()
      case .settingsRead:
        actor = .server
        try await state.recordStart(house.settings.server, environment: [:], at: now)
      case .auditRead: _ = try await desk.execute(SearchAuditLog(AuditQuery(limit: 3)), at: now)
      case .detailsErased:
        actor = .server
        try await state.audit.record(
          AuditEvent(.settingsRead, by: .server, personal: ["name": "x"], at: now), bound: nil)
        #expect(try await AuditUpkeep(house.operations, retention: .shortest).erase(at: now + 181 * 86_400) == 1)
      case .eventsSuppressed:
        actor = .server
        for _ in 0...SQLAuditLog.perHour {
          try await state.audit.record(
            AuditEvent(.clientAuthenticationFailed, .refused, by: .anonymous, at: now), bound: "x")
        }
        try await house.operations.checkpoint(at: now + 3600)
      default: Issue.record("no test produces \(action)")
      }
      let found = try await state.audit.found(action)
      #expect(found.contains { $0.event.actor == actor }, "\(found.map(\.event))")
    }
  }

  @Test func `a key that an operator rotates is the operator's in the log, one that the schedule makes is not`()
    async throws
  {
    try await inHouse { house in
      let announced = try await house.state.audit.found(.keyAnnounced)
      #expect(announced.allSatisfy { $0.event.actor == .server })
      let kid = try await house.state.custodian.contents().keys.first?.kid
      #expect(announced.contains { $0.event.object == kid })
      _ = try await house.desk.execute(RotateKey(KeySlot(.token, .es256), immediately: false), at: house.now)
      let last = try #require(try await house.state.audit.found(.keyAnnounced).last)
      #expect(last.event.actor == .operator("li.wei"))
    }
  }

  @Test func `a command is recorded with its reason, and a refused one too`() async throws {
    try await inHouse { house in
      let id = try #require(ClientID("nobody"))
      await #expect(throws: OperatorRefusal.self) { try await house.desk.execute(SuspendClient(id), at: house.now) }
      let event = try #require(try await house.state.audit.found(.operatorCommand).last).event
      #expect(event.outcome == .refused)
      #expect(event.reason?.contains("because of a test") == true)
      #expect(try await house.state.audit.found(.clientChanged).isEmpty)
    }
  }

  @Test func `who searches is recorded with what, so often an hour and then counted`() async throws {
    try await inHouse { house in
      var query = AuditQuery(limit: 5)
      query.licence = "91419001MA00000079"
      for _ in 0..<SQLAuditLog.perHour + 4 { _ = try await house.desk.execute(SearchAuditLog(query), at: house.now) }
      let read = try await house.state.audit.found(.auditRead)
      #expect(read.count == SQLAuditLog.perHour)
      #expect(read.first?.event.reason?.contains("91419001MA00000079") == true)
      #expect(try await house.state.audit.found(.operatorCommand).isEmpty)
    }
  }

  @Test func `two starts with the same settings have the same digest, and no other`() {
    let file = Array("{}".utf8)
    let first = SettingsRecord(file: file, environment: ["HOME": "/root", "TONGZHAO_LOG_LEVEL": "debug"])
    #expect(first == SettingsRecord(file: file, environment: ["HOME": "/x", "TONGZHAO_LOG_LEVEL": "debug"]))
    #expect(first.digest != SettingsRecord(file: file, environment: [:]).digest)
    #expect(first.digest != SettingsRecord(file: file + [32], environment: ["TONGZHAO_LOG_LEVEL": "debug"]).digest)
    #expect(!first.summary.contains("debug"))
  }

  @Test(arguments: ["179", "0", "-1"])
  func `a retention below half a year does not start`(days: String) async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings("idp", port: 9001)
      let error = await #expect(throws: UnusableSettings.self) {
        try await IdentityProviderSettings.read(file: file, environment: ["TONGZHAO_AUDIT_RETENTION_DAYS": days])
      }
      #expect(error?.mistakes.map(\.name) == ["audit.retention-days"])
    }
  }

  @Test func `a retention below half a year is no command either`() {
    #expect(throws: OperatorParameterMistake.self) { try EraseAuditDetails(parameters: ["days": 179]) }
  }
}
