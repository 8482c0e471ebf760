import AuditLog
import Foundation
import JOSE
import KeyCustody
import SQLStore
import TestSupport
import Testing

/// A copy is examined where nothing may be written.
@Suite struct CopyTests {
  @Test func `a copy is verified without a byte or a file being changed`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/copy ?#%.sqlite"
      let database = try SQLiteDatabase(path: path)
      try await database.migrate(Schema([SQLKeyStore.self, SQLAuditLog.self]).migrations, at: AuditLogFixture.now)
      let log = SQLAuditLog(database, secrets: .ephemeral())
      for number in 0..<5 {
        try await log.record(
          AuditEvent(.loginCompleted, by: .anonymous, object: "o\(number)", at: AuditLogFixture.now), bound: nil)
      }
      try await database.close()
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let copy = try SQLiteCopy(path: path)
      let verification = try await SQLAuditLog.verify(copy, keys: nil)
      #expect(verification.size == 5)
      #expect(verification.findings == [])
      await #expect(throws: StoreError.self) { try await copy.write { try $0.run("DELETE FROM audit_leaves") } }
      try copy.close()
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["copy ?#%.sqlite"])
    }
  }

  @Test func `what lies in the log beside a database that is in use is read too`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/used.sqlite"
      let database = try SQLiteDatabase(path: path)
      try await database.migrate(Schema([SQLKeyStore.self, SQLAuditLog.self]).migrations, at: AuditLogFixture.now)
      let log = SQLAuditLog(database, secrets: .ephemeral())
      try await log.record(AuditEvent(.loginCompleted, by: .anonymous, at: AuditLogFixture.now), bound: nil)
      let copy = try SQLiteCopy(path: path)
      #expect(try await SQLAuditLog.verify(copy, keys: nil).size == 1)
      try copy.close()
      try await database.close()
    }
  }

  @Test func `a file that is not there is not made`() throws {
    #expect(throws: StoreError.self) { try SQLiteCopy(path: "/nowhere/audit.sqlite") }
  }
}
