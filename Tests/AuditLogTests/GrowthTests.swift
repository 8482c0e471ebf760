import AuditLog
import JOSE
import SQLStore
import Synchronization
import TestSupport
import Testing

/// What an event costs does not grow with the log: counted in statements, not in time.
@Suite struct GrowthTests {
  /// Passes everything on, and counts.
  private struct Counting: SQLConnection {
    let connection: any SQLConnection
    let count: Counter

    func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
      count.raise()
      return try connection.rows(sql, arguments)
    }

    func run(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int {
      count.raise()
      return try connection.run(sql, arguments)
    }

    func rows(_ statement: TableStatement, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
      count.raise()
      return try connection.rows(statement, arguments)
    }

    func hasTable(_ name: String) throws(StoreError) -> Bool { try connection.hasTable(name) }
    func tables() throws(StoreError) -> [TableShape] { try connection.tables() }

    func continueNumbering(_ table: TableShape, after number: Int64) throws(StoreError) {
      try connection.continueNumbering(table, after: number)
    }
  }

  private final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func raise() { number.withLock { $0 += 1 } }
  }

  /// Statements of one append to a log of `size` leaves.
  private func cost(_ fixture: AuditLogFixture) async throws -> Int {
    let (pen, count) = (fixture.log.pen(), Counter())
    try await fixture.database.write { [event = fixture.event(0)] connection in
      try pen.record(event, on: Counting(connection: connection, count: count))
    }
    return count.value
  }

  @Test func `an append to a long log costs a few statements more, at most two for each doubling`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      var dearest = 0
      for size in 0..<600 {
        let cost = try await cost(fixture)
        dearest = max(dearest, cost)
        // The count, the leaf, the peaks that are read, the nodes that are made.
        let doublings = Int.bitWidth - size.leadingZeroBitCount
        #expect(cost <= 3 + 2 * doublings, "at \(size) leaves")
      }
      #expect(dearest <= 3 + 2 * 9)
      #expect(try await fixture.verify().findings == [])
    }
  }

  @Test(arguments: [1, 2, 7, 64, 1000, 4095, 100_000])
  func `a proof reads few nodes and is short`(size: Int) throws {
    let read = Counter()
    let tree = MerkleTree(size: size) { _ in
      read.raise()
      return .ofNothing
    }
    let doublings = Int.bitWidth - size.leadingZeroBitCount
    #expect(try #require(try tree.inclusionProof(of: size / 3)).count <= doublings)
    #expect(read.value <= doublings * doublings)
  }

  @Test func `going on from a checkpoint reads only what came after it`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(700)
      let former = try #require(try await fixture.checkpoint()).unverified
      try await fixture.append(5)
      try await fixture.checkpoint()
      // What lies before is not read again: not even that it is gone is noticed, as the tree is.
      try await fixture.run("DELETE FROM audit_leaves WHERE leaf_index < 700")
      let verification = try await SQLAuditLog.verify(
        fixture.database, keys: fixture.keys, since: former, origin: AuditLogFixture.origin)
      #expect(verification.findings == [])
      #expect(verification.size == 705)
      #expect(verification.signedSize == 705)
    }
  }

  @Test func `going on from another root than the tree's is found out`() async throws {
    try await AuditLogFixture.with(.sqlite) { fixture in
      try await fixture.append(9)
      let other = Checkpoint(origin: AuditLogFixture.origin, size: 6, root: .leaf([1]))
      let verification = try await SQLAuditLog.verify(
        fixture.database, keys: fixture.keys, since: other, origin: AuditLogFixture.origin)
      #expect(verification.findings.first == .otherThanSigned(size: 6))
    }
  }
}
