import AuditLog
import JOSE
import KeyCustody
import SQLStore
import TestSupport
import Testing

@Suite struct AuditLogTests {
  private struct Refusal: Error {}

  @Test(arguments: StoreEngine.allCases)
  func `a record of what did not happen is not there`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      try await fixture.append(5)
      let pen = fixture.log.pen()
      await #expect(throws: Refusal.self) {
        try await fixture.database.write { [event = fixture.event(9)] connection in
          try pen.record(event, on: connection)
          throw Refusal()
        }
      }
      #expect(try await fixture.log.size() == 5)
      try await fixture.append(1)
      #expect(try await fixture.verify().findings == [])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `sixty-four appends at once stand in line`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      try await withThrowingTaskGroup { group in
        for number in 0..<64 {
          group.addTask { [log = fixture.log, event = fixture.event(number)] in
            try await log.record(event, bound: nil)
          }
        }
        try await group.waitForAll()
      }
      let verification = try await fixture.verify()
      #expect(verification.findings == [])
      #expect(verification.size == 64)
      let objects = try await fixture.log.records(from: 0, limit: 100).compactMap { $0.leaf?.event.object }
      #expect(Set(objects) == Set((0..<64).map { "o\($0)" }))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what anybody can cause is recorded so often, and then counted`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      let failure = AuditEvent(.clientAuthenticationFailed, .refused, by: .anonymous, at: AuditLogFixture.now)
      for _ in 0..<SQLAuditLog.perHour + 30 { try await fixture.log.record(failure, bound: "portal") }
      #expect(try await fixture.log.size() == SQLAuditLog.perHour)
      try await fixture.checkpoint()
      #expect(try await fixture.log.size() == SQLAuditLog.perHour)
      try await fixture.checkpoint(at: AuditLogFixture.now + 3600)
      let last = try #require(try await fixture.log.record(at: SQLAuditLog.perHour)?.leaf)
      #expect(last.event.action == .eventsSuppressed)
      #expect(last.event.reason == "30 more")
      try await fixture.checkpoint(at: AuditLogFixture.now + 7200)
      #expect(try await fixture.log.size() == SQLAuditLog.perHour + 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `thousands of names do not make thousands of bounds`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      let failure = AuditEvent(.clientAuthenticationFailed, .refused, by: .anonymous, at: AuditLogFixture.now)
      for number in 0..<300 { try await fixture.log.record(failure, bound: "n\(number)") }
      #expect(try await fixture.log.size() == 200 + SQLAuditLog.perHour)
      for number in 0..<200 {
        for _ in 0..<5 { try await fixture.log.record(failure, bound: "n\(number)") }
      }
      #expect(try await fixture.log.size() == SQLAuditLog.mostPerHour)
      try await fixture.checkpoint(at: AuditLogFixture.now + 3600)
      let last = try #require(try await fixture.log.record(at: SQLAuditLog.mostPerHour)?.leaf)
      #expect(last.event.reason == "300 more")
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `erasing personal details leaves the tree as it is`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      try await fixture.append(6)
      try await fixture.checkpoint()
      let policy = try RetentionPolicy(days: 180)
      let early = AuditLogFixture.now + 180 * 86_400
      #expect(try await fixture.log.eraseDetails(policy, by: .operator("root"), at: early) == 0)
      let first = try #require(try await fixture.log.record(at: 0))
      #expect(try fixture.log.details(of: first, at: early)?["source"]?.string == "192.0.2.7")
      #expect(try await fixture.log.eraseDetails(policy, by: .operator("root"), at: early + 1) == 6)
      let verification = try await fixture.verify()
      #expect(verification.findings == [])
      #expect(verification.erased == 6)
    }
  }

  @Test func `a retention below half a year is refused`() {
    #expect(throws: RetentionRejection.tooShort) { try RetentionPolicy(days: 179) }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a search is bounded and fits every word`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      try await fixture.append(9)
      var query = AuditQuery(limit: 4)
      query.client = "portal"
      #expect(try await fixture.log.search(query).map(\.index) == [8, 7, 6, 5])
      query.before = 5
      #expect(try await fixture.log.search(query).map(\.index) == [4, 3, 2, 1])
      query.object = "o3"
      #expect(try await fixture.log.search(query).map(\.index) == [3])
      query.requestID = "another"
      #expect(try await fixture.log.search(query).isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a receipt verifies by itself, and no other does`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      try await fixture.append(9)
      let signed = try #require(try await fixture.checkpoint())
      let record = try #require(try await fixture.log.record(at: 6))
      let proof = try #require(try await fixture.log.inclusionProof(of: 6, size: signed.unverified.size))
      let receipt = AuditReceipt(
        leaf: record.bytes, index: 6, proof: proof, checkpoint: signed, keys: try fixture.keys)
      let read = try AuditReceipt(json: JSON(parsing: receipt.json.serialized()))
      #expect(read == receipt)
      #expect(try read.verified(trusting: nil).leaf.event.object == "o6")
      #expect(try read.verified(trusting: fixture.keys).checkpoint.size == 9)
      #expect(throws: ReceiptRejection.unknownKey) { try read.verified(trusting: JWKSet(keys: [])) }
      let moved = AuditReceipt(leaf: record.bytes, index: 5, proof: proof, checkpoint: signed, keys: try fixture.keys)
      #expect(throws: ReceiptRejection.notIncluded) { try moved.verified(trusting: nil) }
      var bytes = record.bytes
      bytes[20] ^= 1
      let edited = AuditReceipt(leaf: bytes, index: 6, proof: proof, checkpoint: signed, keys: try fixture.keys)
      #expect(throws: ReceiptRejection.notIncluded) { try edited.verified(trusting: nil) }
      var file = receipt.json
      file = .object((file.object ?? [:]).merging(["leaf": .string(Base64URL.encode(bytes))]))
      let altered = try AuditReceipt(json: file)
      #expect(throws: ReceiptRejection.altered) { try altered.verified(trusting: nil) }
      #expect(throws: ReceiptRejection.malformed) { try AuditReceipt(json: ["type": "other"]) }
    }
  }

  @Test(arguments: [
    "idp.example/audit\n01\nAAAA\n", "idp.example/audit\n1\n", "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
    "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
  ])
  func `a checkpoint's text is strict`(text: String) {
    #expect(Checkpoint(text: text) == nil)
  }

  @Test func `a checkpoint's text is that of tlog-checkpoint`() {
    let checkpoint = Checkpoint(origin: "a", size: 0, root: .ofNothing)
    #expect(checkpoint.text == "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    #expect(Checkpoint(text: checkpoint.text) == checkpoint)
  }
}
