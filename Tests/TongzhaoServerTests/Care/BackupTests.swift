import AuditLog
import Foundation
import JOSE
import KeyCustody
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

@Suite struct BackupTests {
  @Test(arguments: ServerKind.allCases)
  func `what was backed up is restored`(kind: ServerKind) async throws {
    try await CareFixture.with { fixture in
      let (file, keys) = try await fixture.opened(kind) { desk in
        (try await fixture.backUp(desk), desk.state.keys.published().map(\.kid).sorted())
      }
      try await fixture.restoring(file) { database, report in
        #expect(report.manifest.server == kind)
        #expect(report.manifest.keys == keys)
        #expect(try await database.integrityProblems().isEmpty)
        #expect(try await SQLKeyStore(database).contents().keys.map(\.kid).sorted() == keys)
        let verification = try await AuditFiles.verify(database: database.path, keys: nil, checkpoint: nil)
        #expect(verification.findings.isEmpty)
      }
      let settings = try String(contentsOfFile: "\(fixture.folder)/restored/\(kind.rawValue).json", encoding: .utf8)
      #expect(settings == (try String(contentsOfFile: "\(fixture.folder)/\(kind.rawValue).json", encoding: .utf8)))
    }
  }

  @Test func `a backup taken while others write is consistent and stops nobody`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { desk in
        let database = desk.state.database
        try await database.write { connection in
          try connection.run("CREATE TABLE pairs_a (id BIGINT NOT NULL PRIMARY KEY, filling TEXT NOT NULL)")
          try connection.run("CREATE TABLE pairs_b (id BIGINT NOT NULL PRIMARY KEY, filling TEXT NOT NULL)")
        }
        return try await withThrowingTaskGroup(of: Int.self) { group in
          group.addTask {
            // Two rows a transaction, until the backup is there.
            var written = 0
            while !Task.isCancelled {
              let id = written
              try await database.write { connection in
                let filling = String(repeating: "x", count: 500)
                try connection.run("INSERT INTO pairs_a VALUES ($1, $2)", [.int(id), .text(filling)])
                try connection.run("INSERT INTO pairs_b VALUES ($1, $2)", [.int(id), .text(filling)])
              }
              written += 1
            }
            return written
          }
          while try await database.read({ try $0.row("SELECT COUNT(*) FROM pairs_a")?.int(0) ?? 0 }) < 100 {
            try await Task.sleep(for: .milliseconds(5))
          }
          let file = try await fixture.backUp(desk)
          group.cancelAll()
          let written = try await group.next() ?? 0
          #expect(written > 100)
          return file
        }
      }
      try await fixture.restoring(file) { database, _ in
        let counts = try await database.rowCounts()
        #expect((counts["pairs_a"] ?? 0) >= 100)
        #expect(counts["pairs_a"] == counts["pairs_b"])
      }
    }
  }

  @Test func `a backup shows nothing of what it holds`() async throws {
    try await CareFixture.with { fixture in
      let file = try await fixture.opened { try await fixture.backUp($0) }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      for word in ["SQLite format", "signing_keys", "127.0.0.1", "issuer", "manifest"] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
      }
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `nothing is left beside the database`() async throws {
    try await CareFixture.with { fixture in
      let before = Set(try FileManager.default.contentsOfDirectory(atPath: fixture.folder))
      try await fixture.opened { _ = try await fixture.backUp($0) }
      let left = Set(try FileManager.default.contentsOfDirectory(atPath: fixture.folder)).subtracting(before)
      #expect(left.filter { !$0.hasPrefix("identity-provider") } == ["backup"])
      #expect(left.filter { $0.contains(".work-") || $0.contains(".backup-") || $0.contains("partial") }.isEmpty)
    }
  }

  @Test func `what a killed backup left is removed by the next`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        let left = fixture.folder + "/identity-provider.sqlite.work-killed"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
        try Data("lock".utf8).write(to: URL(fileURLWithPath: left + "/lock"))
        try Data("half".utf8).write(to: URL(fileURLWithPath: left + "/copy"))
        try Data("half".utf8).write(to: URL(fileURLWithPath: fixture.folder + "/.tongzhao-partial-killed"))
        _ = try await fixture.backUp(desk)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/.tongzhao-partial-killed"))
      }
    }
  }

  @Test func `a backup never overwrites`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        let file = try await fixture.backUp(desk)
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        await #expect(throws: CareRefusal.exists(file)) { try await fixture.backUp(desk) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
      }
    }
  }

  @Test func `a damaged database is not backed up`() async throws {
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        try await desk.state.database.write { connection in
          try connection.run("CREATE TABLE parents (id BIGINT NOT NULL PRIMARY KEY)")
          try connection.run("CREATE TABLE children (id BIGINT NOT NULL PRIMARY KEY)")
          try connection.run("INSERT INTO children VALUES (7)")
          // A reference that points nowhere, as a file edited by hand has it.
          try connection.run("ALTER TABLE children ADD COLUMN parent BIGINT DEFAULT NULL REFERENCES parents (id)")
        }
        #expect(try await desk.state.database.integrityProblems().isEmpty)
      }
      let path = fixture.folder + "/identity-provider.sqlite"
      try OtherHand.edit(path, "UPDATE children SET parent = 99")
      try await fixture.opened { desk in
        await #expect(throws: CareRefusal.self) { try await fixture.backUp(desk) }
        #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/backup"))
      }
    }
  }

  @Test func `the command seals for keys that are given as text, and needs one`() async throws {
    try await CareFixture.with { fixture in
      let key = try fixture.recoveryKey.publicKey
      let command = try MakeBackup(parameters: ["recipients": [.string(key.text)]])
      #expect(JSON.object(command.parameters) == ["recipients": [.string(key.text)]])
      #expect(throws: OperatorParameterMistake.self) { try MakeBackup(parameters: [:]) }
      #expect(throws: RecoveryRefusal.self) { try MakeBackup(parameters: ["recipients": ["nonsense"]]) }
      try await fixture.opened { desk in
        let answer = try await desk.execute(command, at: CareFixture.now)
        let content = try #require(answer.content)
        try await content.withFile { path in
          let digest = Base64URL.encode(try Backup.part(path).digest)
          #expect(answer.json["sha256"]?.string == digest)
        }
        content.discard()
        // Who took all data away is in the log.
        let log = SQLAuditLog(desk.state.database, secrets: desk.state.keys.secrets)
        let noted = try await log.search(AuditQuery(limit: 5)).compactMap { $0.leaf?.event.object }
        #expect(noted.contains { $0.hasPrefix("backup.create") })
      }
    }
  }
}
