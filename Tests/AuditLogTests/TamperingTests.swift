import AuditLog
import JOSE
import SQLStore
import TestSupport
import Testing

@Suite struct TamperingTests {
  private func tampered(
    _ sql: [StaticString], _ body: (AuditVerification) throws -> Void
  ) async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(11)
      let known = try #require(try await fixture.checkpoint())
      #expect(try await fixture.verify().findings.isEmpty)
      for statement in sql { try await fixture.run(statement) }
      try body(try await fixture.verify(known: [known]))
    }
  }

  @Test func `an untouched log is clean, leaf by leaf and page by page`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(3)
      try await fixture.checkpoint()
      try await fixture.append(520)
      try await fixture.checkpoint()
      try await fixture.append(1)
      let verification = try await fixture.verify()
      #expect(verification.findings == [])
      #expect(verification.size == 524)
      #expect(verification.signedSize == 523)
      #expect(try await fixture.log.root(size: 524) == verification.root)
    }
  }

  @Test func `an edited leaf`() async throws {
    try await tampered([
      "UPDATE audit_leaves SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"done\"', '\"gone\"') AS BLOB) WHERE leaf_index = 4"
    ]) { #expect($0.findings.prefix(2) == [.unreadable(index: 4), .edited(index: 4)]) }
  }

  @Test func `an edited leaf that is still one`() async throws {
    try await tampered([
      "UPDATE audit_leaves SET leaf = CAST(replace(CAST(leaf AS TEXT), 'portal', 'p0rtal') AS BLOB), client_id = 'p0rtal' WHERE leaf_index = 4"
    ]) { #expect($0.findings.first == .edited(index: 4)) }
  }

  @Test func `an edited leaf with all kept hashes made to fit`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(3)
      let known = try #require(try await fixture.checkpoint())
      try await fixture.run("DELETE FROM audit_leaves")
      try await fixture.run("DELETE FROM audit_nodes")
      try await fixture.run("UPDATE audit_tree SET size = 0")
      for number in [7, 8, 9] { try await fixture.log.record(fixture.event(number), bound: nil) }
      #expect(try await fixture.verify().findings == [.otherThanSigned(size: 3)])
      try await fixture.run("DELETE FROM audit_checkpoints")
      #expect(try await fixture.verify(known: [known]).findings == [.otherThanSigned(size: 3)])
    }
  }

  @Test func `an edited column by which leaves are found`() async throws {
    try await tampered(["UPDATE audit_leaves SET client_id = 'other' WHERE leaf_index = 4"]) {
      #expect($0.findings == [.edited(index: 4)])
    }
  }

  @Test func `a deleted leaf`() async throws {
    try await tampered(["DELETE FROM audit_leaves WHERE leaf_index = 4"]) {
      #expect($0.findings.first == .missing(index: 4))
    }
  }

  @Test func `a deleted leaf whose successors close the gap`() async throws {
    try await tampered([
      "DELETE FROM audit_leaves WHERE leaf_index = 4",
      "UPDATE audit_leaves SET leaf_index = leaf_index - 1000 WHERE leaf_index > 4",
      "UPDATE audit_leaves SET leaf_index = leaf_index + 999 WHERE leaf_index < 0",
    ]) { #expect($0.findings.first == .moved(index: 4, says: 5)) }
  }

  @Test func `reordered leaves`() async throws {
    try await tampered([
      "UPDATE audit_leaves SET leaf_index = 1000 WHERE leaf_index = 3",
      "UPDATE audit_leaves SET leaf_index = 3 WHERE leaf_index = 4",
      "UPDATE audit_leaves SET leaf_index = 4 WHERE leaf_index = 1000",
    ]) { verification in
      #expect(verification.findings.contains(.moved(index: 3, says: 4)))
      #expect(verification.findings.contains(.moved(index: 4, says: 3)))
    }
  }

  @Test func `a truncated log, its checkpoints and counter made to fit`() async throws {
    try await tampered([
      "DELETE FROM audit_leaves WHERE leaf_index >= 8", "DELETE FROM audit_checkpoints",
      "DELETE FROM audit_nodes WHERE (position + 1) << level > 8", "UPDATE audit_tree SET size = 8",
    ]) { #expect($0.findings == [.truncated(size: 8, signed: 11)]) }
  }

  @Test func `a truncated log with its counter as it was`() async throws {
    try await tampered(["DELETE FROM audit_leaves WHERE leaf_index >= 8"]) {
      #expect($0.findings == [.miscounted(says: 11, found: 8), .truncated(size: 8, signed: 11)])
    }
  }

  @Test func `an altered inner hash`() async throws {
    try await tampered(["UPDATE audit_nodes SET hash = zeroblob(32) WHERE level = 2 AND position = 1"]) {
      #expect($0.findings == [.treeAltered(level: 2, index: 1)])
    }
  }

  @Test func `altered and removed personal details`() async throws {
    try await tampered([
      "UPDATE audit_leaves SET sealed = zeroblob(40) WHERE leaf_index = 2",
      "UPDATE audit_leaves SET sealed = NULL WHERE leaf_index = 5",
    ]) { #expect($0.findings == [.detailsAltered(index: 2), .detailsMissing(index: 5)]) }
  }

  @Test func `a checkpoint by another key`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(2)
      let other = try SigningKey.generate(.es256)
      _ = try await fixture.log.checkpoint(origin: AuditLogFixture.origin, at: AuditLogFixture.now) {
        try SignedCheckpoint.sign($0, keyID: "audit-1", with: other, at: AuditLogFixture.now)
      }
      #expect(try await fixture.verify().findings == [.checkpointRefused(size: 2, .badSignature)])
    }
  }
}
