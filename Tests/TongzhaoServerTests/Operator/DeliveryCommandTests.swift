import IdentityProvider
import JOSE
import OAuth
import SQLStore
import Testing

@testable import TongzhaoServer

/// What operators see of the outbox, and do with it.
@Suite struct DeliveryCommandTests {
  private static func wait(_ fixture: OperatorFixture, _ client: String, isAbandoned: Bool = false) async throws
    -> DeliveryID
  {
    let (id, now) = (DeliveryID.generate(), fixture.clock.now)
    try await fixture.state.database.write { connection in
      _ = try connection.run(
        """
        INSERT INTO deliveries (delivery_id, client_id, sid, subject, created_at, due_at, last_result, expires_at)
        VALUES ($1, $2, $3, 's', $4, $5, 'timeout', $6)
        """,
        [
          .text(id.value), .text(client), .text(SessionID.generate().value), .date(now),
          isAbandoned ? .null : .date(now + 60), .date(now + 600),
        ])
    }
    return id
  }

  private static func client(_ id: String) throws -> ClientID { try #require(ClientID(id)) }

  @Test func `what waits and what was abandoned is listed and shown, and nothing secret`() async throws {
    try await OperatorFixture.with { fixture in
      let desk = fixture.desk(try await fixture.enrol("zhang", .security))
      let waiting = try await Self.wait(fixture, "portal")
      let abandoned = try await Self.wait(fixture, "bank", isAbandoned: true)
      func listed(_ state: DeliveryState?, _ client: String? = nil) async throws -> Set<String> {
        let command = ListDeliveries(state, client: try client.map(Self.client), limit: 10)
        let answer = try await desk.execute(command, at: fixture.clock.now)
        return Set(answer.json.array?.compactMap { $0["delivery_id"]?.string } ?? [])
      }
      #expect(try await listed(nil) == [waiting.value, abandoned.value])
      #expect(try await listed(.waiting) == [waiting.value])
      #expect(try await listed(.abandoned) == [abandoned.value])
      #expect(try await listed(nil, "bank") == [abandoned.value])
      let shown = try await desk.execute(ShowDelivery(abandoned), at: fixture.clock.now)
      #expect(shown.json["state"] == "abandoned")
      #expect(shown.json["last_result"] == "timeout")
      #expect(shown.json["client_id"] == "bank")
      await #expect(throws: DeliveryRefusal.self) {
        try await desk.execute(ShowDelivery(.generate()), at: fixture.clock.now)
      }
    }
  }

  @Test func `one or all of a client are tried again, or dropped with a reason`() async throws {
    try await OperatorFixture.with { fixture in
      let people = try await fixture.enrolEverybody()
      let system = try #require(people[.system])
      let desk = fixture.desk(system)
      let store = SQLDeliveryStore(fixture.state.database)
      let first = try await Self.wait(fixture, "portal", isAbandoned: true)
      _ = try await Self.wait(fixture, "portal", isAbandoned: true)
      #expect(
        try await desk.execute(RetryDeliveries(.one(first)), at: fixture.clock.now).json["retried"] == 1)
      #expect(try await store.load().waiting == 1)
      let portal = DeliveryChoice.client(try Self.client("portal"))
      #expect(try await desk.execute(RetryDeliveries(portal), at: fixture.clock.now).json["retried"] == 2)
      let barely = fixture.desk(system, reason: nil)
      await #expect(throws: OperatorRefusal.reasonMissing) {
        try await barely.execute(DropDeliveries(portal), at: fixture.clock.now)
      }
      #expect(try await desk.plan(DropDeliveries(portal), at: fixture.clock.now).count == 2)
      #expect(try await desk.execute(DropDeliveries(portal), at: fixture.clock.now).json["dropped"] == 2)
      await #expect(throws: DeliveryRefusal.nothingToDrop(portal)) {
        try await desk.execute(DropDeliveries(portal), at: fixture.clock.now)
      }
      await #expect(throws: DeliveryRefusal.nothingToRetry(portal)) {
        try await desk.execute(RetryDeliveries(portal), at: fixture.clock.now)
      }
    }
  }

  @Test func `one delivery or one client is named`() throws {
    let id = DeliveryID.generate().value
    #expect(try RetryDeliveries(parameters: ["delivery_id": .string(id)]).parameters == ["delivery_id": .string(id)])
    #expect(try DropDeliveries(parameters: ["client_id": "portal"]).parameters == ["client_id": "portal"])
    #expect(throws: OperatorParameterMistake.self) { try RetryDeliveries(parameters: [:]) }
    #expect(throws: OperatorParameterMistake.self) {
      try RetryDeliveries(parameters: ["client_id": "portal", "delivery_id": .string(id)])
    }
  }
}
