import IdentityProvider
import JOSE
import OAuth
import SQLStore
import Testing

@testable import TongzhaoServer

/// A client is registered by two operators: one enters the application, another one approves it.
@Suite struct ApplicationTests {
  private static func document(_ id: String) throws -> JSONObject {
    var document = try #require(ClientTemplate.utilities.document.object)
    document["client_id"] = .string(id)
    document["token_endpoint_auth_method"] = "client_secret_basic"
    document["jwks"] = nil
    return document
  }

  @Test func `who applied cannot approve, whatever the role`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = fixture.desk(try await fixture.enrol("zhang", .security))
      let applied = try await zhang.execute(
        ApplyForClient(try Self.document("water"), contact: "c", purpose: "p"), at: fixture.clock.now)
      let number = try #require(applied.json["number"]?.integer.map { Int($0) })
      await #expect(throws: OperatorRefusal.sameApplicant(number)) {
        try await zhang.execute(ApproveApplication(number), at: fixture.clock.now)
      }
      #expect(try await ClientOperations(fixture.state).list().isEmpty)
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let answer = try await li.execute(ApproveApplication(number), at: fixture.clock.now)
      #expect(answer.json["client_secret"]?.string != nil)
      await #expect(throws: OperatorRefusal.applicationDecided(number)) {
        try await li.execute(RejectApplication(number), at: fixture.clock.now)
      }
    }
  }

  @Test func `of several approvals at once one counts`() async throws {
    try await OperatorFixture.with { fixture in
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      _ = try await wang.execute(
        ApplyForClient(try Self.document("water"), contact: "c", purpose: "p"), at: fixture.clock.now)
      let now = fixture.clock.now
      let secrets = await withTaskGroup(of: String?.self) { group in
        for _ in 0..<8 {
          group.addTask { try? await li.execute(ApproveApplication(1), at: now).json["client_secret"]?.string }
        }
        return await group.reduce(into: [String]()) { found, secret in if let secret { found.append(secret) } }
      }
      #expect(secrets.count == 1)
    }
  }

  @Test func `an approval that cannot be carried out is none`() async throws {
    try await OperatorFixture.with { fixture in
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      _ = try await wang.execute(
        ApplyForClient(try Self.document("water"), contact: "c", purpose: "p"), at: fixture.clock.now)
      try await fixture.state.database.write { try $0.run("ALTER TABLE clients RENAME TO elsewhere") }
      await #expect(throws: (any Error).self) { try await li.execute(ApproveApplication(1), at: fixture.clock.now) }
      let shown = try await li.execute(ShowApplication(1), at: fixture.clock.now)
      #expect(shown.json["outcome"]?.string == "pending")
      try await fixture.state.database.write { try $0.run("ALTER TABLE elsewhere RENAME TO clients") }
      let answer = try await li.execute(ApproveApplication(1), at: fixture.clock.now)
      #expect(answer.json["client_id"]?.string == "water" && answer.json["client_secret"]?.string != nil)
    }
  }

  @Test func `an operator alone neither adds nor changes a client`() async throws {
    try await OperatorFixture.with { fixture in
      _ = try await ClientOperations(fixture.state).add(.object(try Self.document("water")), at: fixture.clock.now)
      let before = try await ClientOperations(fixture.state).client(try #require(ClientID("water")))?.document
      _ = try await fixture.enrol("zhang", .security)
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      await #expect(throws: OperatorRefusal.needsApproval) {
        try await wang.execute(AddClient(try Self.document("gas")), at: fixture.clock.now)
      }
      let changed = try await wang.execute(
        EditClient(try #require(ClientID("water")), by: ["client_name": "x"]), at: fixture.clock.now)
      #expect(changed.json["outcome"]?.string == "pending")
      #expect(try await ClientOperations(fixture.state).client(try #require(ClientID("water")))?.document == before)
    }
  }

  @Test func `approving an older application leaves a suspended client suspended`() async throws {
    try await OperatorFixture.with { fixture in
      let id = try #require(ClientID("water"))
      let operations = ClientOperations(fixture.state)
      _ = try await operations.add(.object(try Self.document("water")), at: fixture.clock.now)
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      _ = try await wang.execute(
        ApplyForClient(try Self.document("water"), contact: "c", purpose: "p"), at: fixture.clock.now)
      _ = try await li.execute(SuspendClient(id), at: fixture.clock.now)
      _ = try await li.execute(ApproveApplication(1), at: fixture.clock.now)
      #expect(try await operations.known(id).suspended)
      // A change of it says nothing of the suspension, and changes nothing of it.
      let applied = try await wang.execute(EditClient(id, by: ["client_name": "x"]), at: fixture.clock.now)
      #expect(applied.json["document"]?["tongzhao_suspended"] == nil)
      _ = try await li.execute(ApproveApplication(2), at: fixture.clock.now)
      #expect(try await operations.known(id).suspended)
      #expect(try await operations.known(id).name.zh == "x")
      _ = try await li.execute(ResumeClient(id), at: fixture.clock.now)
      #expect(try await !operations.known(id).suspended)
      #expect(try await operations.known(id).name.zh == "x")
    }
  }

  @Test func `a registration over a suspended client, and a change of it, leave it suspended`() async throws {
    try await OperatorFixture.with { fixture in
      let id = try #require(ClientID("water"))
      let operations = ClientOperations(fixture.state)
      _ = try await operations.add(.object(try Self.document("water")), at: fixture.clock.now)
      _ = try await operations.suspend(id, true, reason: "r", at: fixture.clock.now)
      #expect(try await operations.add(.object(try Self.document("water")), at: fixture.clock.now).client.suspended)
      #expect(try await operations.known(id).suspended)
      _ = try await operations.edit(id, by: ["client_name": "x"], reason: nil, at: fixture.clock.now)
      #expect(try await operations.known(id).suspended)
      #expect(try await !operations.suspend(id, false, reason: "r", at: fixture.clock.now).suspended)
      #expect(try await !operations.known(id).suspended)
    }
  }

  @Test(arguments: [JSON.bool(true), .bool(false), .null])
  func `only suspend and resume say that a client is suspended`(value: JSON) async throws {
    try await OperatorFixture.with { fixture in
      let id = try #require(ClientID("water"))
      let desk = OperatorDesk(
        state: fixture.state, settings: fixture.settings, asker: .account("li.wei"), reason: "test")
      _ = try await desk.execute(AddClient(try Self.document("water")), at: fixture.clock.now)
      var document = try Self.document("water")
      document["tongzhao_suspended"] = value
      await #expect(throws: OperatorParameterMistake.self) {
        try await desk.execute(AddClient(document), at: fixture.clock.now)
      }
      await #expect(throws: OperatorParameterMistake.self) {
        try await desk.execute(ApplyForClient(document, contact: "c", purpose: "p"), at: fixture.clock.now)
      }
      let mistake = await #expect(throws: OperatorParameterMistake.self) {
        try await desk.execute(EditClient(id, by: ["tongzhao_suspended": value]), at: fixture.clock.now)
      }
      #expect(mistake?.lines.first?.contains("clients resume") == true)
      #expect(try await !ClientOperations(fixture.state).known(id).suspended)
    }
  }

  @Test func `a document that cannot be registered cannot be applied for`() async throws {
    try await OperatorFixture.with { fixture in
      let wang = fixture.desk(try await fixture.enrol("zhang", .security))
      await #expect(throws: ClientMetadataRejection.self) {
        try await wang.execute(ApplyForClient([:], contact: "c", purpose: "p"), at: fixture.clock.now)
      }
    }
  }

  @Test func `an approval brings nothing back that was taken away since the application`() async throws {
    try await OperatorFixture.with { fixture in
      let id = try #require(ClientID("water"))
      let operations = ClientOperations(fixture.state)
      _ = try await operations.add(.object(try Self.document("water")), at: fixture.clock.now)
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      let now = fixture.clock.now
      // An old one lies in stock, and one that adds a client that there is not yet.
      _ = try await wang.execute(EditClient(id, by: ["client_name": "old"]), at: now)
      _ = try await wang.execute(ApplyForClient(try Self.document("gas"), contact: "c", purpose: "p"), at: now)
      _ = try await wang.execute(EditClient(id, by: ["client_name": "new"]), at: now)
      _ = try await li.execute(ApproveApplication(3), at: now)
      await #expect(throws: OperatorRefusal.applicationOutdated(1)) {
        try await li.execute(ApproveApplication(1), at: now)
      }
      #expect(try await operations.known(id).name.zh == "new")
      #expect(try await li.execute(ShowApplication(1), at: now).json["outcome"]?.string == "pending")
      // Somebody else registered it meanwhile.
      _ = try await operations.add(.object(try Self.document("gas")), at: now)
      await #expect(throws: OperatorRefusal.applicationOutdated(2)) {
        try await li.execute(ApproveApplication(2), at: now)
      }
      // What was deleted is not there again by a change of it.
      _ = try await wang.execute(EditClient(id, by: ["client_name": "newer"]), at: now)
      try await operations.delete(id, reason: "r", at: now)
      await #expect(throws: OperatorRefusal.applicationOutdated(4)) {
        try await li.execute(ApproveApplication(4), at: now)
      }
      #expect(try await operations.client(id) == nil)
    }
  }

  @Test func `who decides sees what changes, and nothing in it steers his terminal`() async throws {
    try await OperatorFixture.with { fixture in
      let id = try #require(ClientID("water"))
      var document = try Self.document("water")
      document["client_name"] = "before"
      _ = try await ClientOperations(fixture.state).add(.object(document), at: fixture.clock.now)
      let li = fixture.desk(try await fixture.enrol("li", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      _ = try await wang.execute(EditClient(id, by: ["client_name": "after"]), at: fixture.clock.now)
      let plan = try await ApproveApplication(1).plan(at: li, now: fixture.clock.now)
      #expect(plan.contains { $0.contains("client_name: before → after") })
      #expect(!plan.contains { $0.contains("grant_types") && $0.contains("→") })

      document["client_id"] = "gas"
      document["note"] = "\u{1B}[8m hidden\nredirect_uris: harmless \u{9B}2J \u{202E}"
      _ = try await wang.execute(
        ApplyForClient(document, contact: "a\u{1B}c", purpose: "p\nq"), at: fixture.clock.now)
      let shown = try await li.execute(ShowApplication(2), at: fixture.clock.now).lines
      #expect(shown.contains { $0.contains("hidden·redirect_uris") })
      for line in shown {
        #expect(!line.unicodeScalars.contains { $0.value < 32 || (127..<160).contains($0.value) || $0.value == 0x202E })
      }
    }
  }
}
