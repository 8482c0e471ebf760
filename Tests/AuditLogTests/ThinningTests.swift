import AuditLog
import JOSE
import SQLStore
import TestSupport
import Testing

/// Old checkpoints: one a day is enough, since each vouches for everything before it.
@Suite struct ThinningTests {
  @Test(arguments: StoreEngine.allCases)
  func `of the old checkpoints the last one of each day stays, and the log verifies as before`(
    engine: StoreEngine
  ) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      let day = 86_400
      let start = NumericDate(1_800_000_000 / 86_400 * 86_400)
      var sizes: [[Int]] = []
      for number in 0..<4 {
        var today: [Int] = []
        for hour in 1...3 {
          try await fixture.log.record(fixture.event(number * 3 + hour), bound: nil)
          let signed = try await fixture.checkpoint(at: start + number * day + hour * 3_600)
          today.append(try #require(signed).unverified.size)
        }
        sizes.append(today)
      }
      func kept() async throws -> [Int] {
        try await fixture.database.read { connection in
          try connection.rows("SELECT tree_size FROM audit_checkpoints ORDER BY tree_size").map { try $0.int(0) }
        }
      }
      // The last two days are young.
      let gone = try await fixture.log.thinCheckpoints(before: start + 2 * day)
      #expect(gone == 4)
      #expect(try await kept() == [sizes[0][2], sizes[1][2]] + sizes[2] + sizes[3])
      #expect(try await fixture.log.thinCheckpoints(before: start + 2 * day) == 0)
      #expect(try await fixture.verify().findings == [])
      // Every leaf still has a checkpoint that covers it.
      for index in 0..<12 { #expect(try await fixture.log.checkpoint(covering: index) != nil) }
    }
  }
}
