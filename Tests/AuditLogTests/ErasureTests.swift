import AuditLog
import JOSE
import SQLStore
import TestSupport
import Testing

/// What may be forgotten is, after its time and in pieces; what may not, is missed.
@Suite struct ErasureTests {
  private static let half = 180 * 86_400

  @Test func `many details are erased in pieces, each recorded`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(2100)
      let later = AuditLogFixture.now + Self.half + 1
      #expect(try await fixture.log.eraseDetails(.shortest, by: .server, at: later) == 2100)
      let verification = try await fixture.verify()
      #expect(verification.findings == [])
      #expect(verification.erased == 2100)
      // The erasures' own leaves came from the same address, which is kept for its own time.
      #expect(try await fixture.log.size() == 2103)
      #expect(try await fixture.log.eraseDetails(.shortest, by: .server, at: later) == 0)
    }
  }

  @Test func `details that were erased before their time are missed, whatever the log says`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(4)
      try await fixture.run("UPDATE audit_leaves SET sealed = NULL WHERE leaf_index = 2")
      try await fixture.log.record(
        AuditEvent(.detailsErased, by: .server, object: "0..<4", at: AuditLogFixture.now + Self.half - 1), bound: nil)
      #expect(try await fixture.verify().findings == [.detailsMissing(index: 2)])
    }
  }

  @Test func `an erasure speaks of what lies before it only`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.log.record(
        AuditEvent(.detailsErased, by: .server, object: "0..<9", at: AuditLogFixture.now + 2 * Self.half), bound: nil)
      try await fixture.append(3)
      try await fixture.run("UPDATE audit_leaves SET sealed = NULL WHERE leaf_index = 2")
      #expect(try await fixture.verify().findings == [.detailsMissing(index: 2)])
    }
  }
}
