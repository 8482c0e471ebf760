import AuditLog
import Foundation
import IdentityProvider
import JOSE
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

/// What auditors ask, and what they can prove with the answers alone.
@Suite struct AuditCommandTests {
  private func withDesk(_ body: (OperatorDesk, NumericDate) async throws -> Void) async throws {
    try await ServingFixture.with { fixture in
      let settings = try await fixture.identityProviderSettings
      let now = NumericDate.now()
      let state = try await ServerState.identityProvider(settings, at: now)
      try await body(
        OperatorDesk(state: state, settings: .identityProvider(settings), asker: .account("auditor")), now)
      try await state.database.close()
    }
  }

  @Test func `every line of an export is proved by its first line`() async throws {
    try await withDesk { desk, now in
      let answer = try await desk.execute(ExportAuditLog(), at: now)
      let content = try #require(answer.content)
      let lines = try content.bytes(atMost: 1 << 20).split(separator: UInt8(ascii: "\n")).map {
        try JSON(parsing: [UInt8]($0))
      }
      content.discard()
      let head = try #require(lines.first)
      let signed = try SignedCheckpoint(compact: try #require(head["checkpoint"]?.string))
      let keys = try JWKSet(parsing: try #require(head["keys"]))
      #expect(lines.count == signed.unverified.size + 1)
      for line in lines.dropFirst() {
        let proof = try #require(line["proof"]?.array).compactMap {
          $0.string.flatMap { Base64URL.decode($0) }.flatMap { TreeHash($0) }
        }
        let leaf = try #require(line["leaf"]?.string.flatMap { Base64URL.decode($0) })
        let receipt = AuditReceipt(
          leaf: leaf, index: Int(try #require(line["index"]?.integer)), proof: proof, checkpoint: signed, keys: keys)
        let proved = try receipt.verified(trusting: try await desk.state.audit.publicKeys())
        #expect(line["event"] == .object(proved.leaf.json))
      }
    }
  }

  @Test func `a tail ends where following begins`() async throws {
    try await withDesk { desk, now in
      let tail = try await desk.execute(TailAuditLog(lines: 3), at: now)
      #expect(tail.json["records"]?.array?.count == 3)
      let next = Int(try #require(tail.json["next"]?.integer))
      #expect(try await desk.execute(FollowAuditLog(from: next, seconds: 0), at: now).json["records"] == [])
      try await desk.state.recordStart(desk.settings.server, environment: [:], at: now)
      let more = try await desk.execute(FollowAuditLog(from: next, seconds: 0), at: now)
      #expect(more.json["records"]?.array?.first?["action"] == "settings_read")
      #expect(more.json["next"]?.integer == Int64(next + 1))
    }
  }

  @Test func `a receipt of a leaf holds, and of none there is none`() async throws {
    try await withDesk { desk, now in
      let receipt = try AuditReceipt(json: try await desk.execute(ProveLeaf(0), at: now).json)
      let keys = try JWKSet(parsing: try await desk.execute(ShowAuditKeys(), at: now).json)
      #expect(try receipt.verified(trusting: keys).leaf.index == 0)
      await #expect(throws: AuditRefusal.noLeaf(9_999)) { try await desk.execute(ProveLeaf(9_999), at: now) }
    }
  }

  @Test func `the log is signed for who asks for a proof, but not more often than every few seconds`() async throws {
    try await withDesk { desk, now in
      let logins = AuditedLogins(AuditOperations(desk.state, issuer: desk.settings.server.issuer))
      func complete() async throws -> OrderID {
        let order = OrderID()
        try await desk.state.audit.record(
          AuditEvent(.loginCompleted, by: .anonymous, object: order.value, at: now), bound: nil)
        return order
      }
      let (first, unknown) = (try await complete(), OrderID())
      guard case .proved(let receipt) = try await logins.proof(of: first, at: now) else {
        Issue.record("the first is signed at once")
        return
      }
      #expect(try receipt.verified(trusting: nil).leaf.event.object == first.value)
      let second = try await complete()
      guard case .later(AuditedLogins.interval) = try await logins.proof(of: second, at: now + 1) else {
        Issue.record("the second waits")
        return
      }
      guard case .proved = try await logins.proof(of: second, at: now + AuditedLogins.interval) else {
        Issue.record("and is signed then")
        return
      }
      guard case .none = try await logins.proof(of: unknown, at: now + 60) else {
        Issue.record("nothing is known of another")
        return
      }
    }
  }
}
