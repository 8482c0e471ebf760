import AuditLog
import Foundation
import JOSE
import KeyCustody
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

@Suite struct RefusalKeeperTests {
  private static let now = CareFixture.now

  private static func refusal(_ id: String, client: String? = nil) -> ExplainedRefusal {
    ExplainedRefusal(
      requestID: id, route: "/token", status: 400, client: client, error: "invalid_grant", description: "no",
      diagnosis: "because", notes: [RefusalNote("code_verifier", expected: "this", received: "that", skew: -5)])
  }

  private func keeping(
    _ body: (OperatorDesk, RefusalKeeper, SQLRefusalStore) async throws -> Void
  ) async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        let store = SQLRefusalStore(desk.state.database, secrets: desk.state.keys.secrets)
        try await body(desk, RefusalKeeper(store) { Self.now }, store)
      }
    }
  }

  @Test func `a refusal is explained by its id`() async throws {
    try await keeping { desk, keeper, _ in
      keeper.take(Self.refusal("request-1", client: "portal"))
      try await keeper.flush()
      let answer = try await desk.execute(ExplainRefusal("request-1"), at: Self.now)
      let text = answer.lines.joined(separator: "\n")
      for part in ["client portal", "invalid_grant", "because", "code_verifier", "this", "that", "5 s behind"] {
        #expect(text.contains(part), "\(part)")
      }
      #expect(answer.json["refusal"]?["checks"]?.array?.first?["skew"]?.integer == -5)
    }
  }

  @Test func `an unknown id says so, and what the audit log has of it`() async throws {
    try await keeping { desk, keeper, _ in
      await #expect(throws: UnexplainedRefusal.self) { try await desk.execute(ExplainRefusal("none"), at: Self.now) }
      let log = SQLAuditLog(desk.state.database, secrets: desk.state.keys.secrets) { AuditOrigin(requestID: "known") }
      try await log.record(
        AuditEvent(.codeReplayed, .refused, by: .anonymous, reason: "twice", at: Self.now), bound: nil)
      let answer = try await desk.execute(ExplainRefusal("known"), at: Self.now)
      #expect(answer.lines.contains { $0.contains("code_replayed") && $0.contains("twice") })
    }
  }

  @Test func `a flood is dropped and counted, and does not push out what clients caused`() async throws {
    try await keeping { desk, keeper, store in
      for number in 0..<10_000 { keeper.take(Self.refusal("stranger-\(number)")) }
      keeper.take(Self.refusal("client-1", client: "portal"))
      try await keeper.flush()
      let kept = try await desk.state.database.rowCounts()["refusals"]
      #expect(kept == RefusalKeeper.batch + 1)
      #expect(try await store.dropped(since: Self.now - 3600) == 10_000 - RefusalKeeper.batch)
      #expect(try await store.refusal("client-1", at: Self.now) != nil)
      do {
        _ = try await desk.execute(ExplainRefusal("stranger-9999"), at: Self.now)
        Issue.record("what was dropped was explained")
      } catch let fault as UnexplainedRefusal {
        #expect(fault.lines.contains { $0.contains("\(10_000 - RefusalKeeper.batch) refusals") })
      }
    }
  }

  @Test func `each ring is bounded by its rows, and all by their age`() async throws {
    try await keeping { desk, _, store in
      let rows = SQLRefusalStore.Ring.stranger.rows
      let entries = (0..<rows + 30).map {
        SQLRefusalStore.Entry(requestID: "s\($0)", ring: .stranger, at: Self.now, reasons: [1])
      }
      try await store.keep(
        [SQLRefusalStore.Entry(requestID: "c", ring: .client, at: Self.now, reasons: [2])], dropped: 0, at: Self.now)
      for part in stride(from: 0, to: entries.count, by: 1000) {
        try await store.keep(Array(entries[part..<min(part + 1000, entries.count)]), dropped: 0, at: Self.now)
      }
      #expect(try await desk.state.database.rowCounts()["refusals"] == rows + 1)
      #expect(try await store.refusal("s0", at: Self.now) == nil)
      #expect(try await store.refusal("s\(rows + 29)", at: Self.now)?.reasons == [1])
      #expect(try await store.refusal("c", at: Self.now)?.reasons == [2])
      let later = Self.now + SQLRefusalStore.life
      try await Expiry(desk.state.database, SQLRefusalStore.expiring).sweep(at: later)
      #expect(try await desk.state.database.rowCounts()["refusals"] == 0)
    }
  }

  @Test func `the reasons are sealed in the database`() async throws {
    try await keeping { desk, keeper, _ in
      keeper.take(Self.refusal("request-1"))
      try await keeper.flush()
      let sealed = try await desk.state.database.read { try $0.row("SELECT sealed FROM refusals")?.blob(0) ?? [] }
      #expect(!sealed.isEmpty)
      #expect(Data(sealed).range(of: Data("because".utf8)) == nil)
    }
  }
}
