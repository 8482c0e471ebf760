import ELicence
import JOSE
import LicenceIssuer
import SQLStore
import Testing

/// The representative's identity document on its way from the register into the phone.
@Suite struct IdentityDocumentTests {
  private static let number = "11010519491231002X"
  private static let members =
    #","representative_document_type":"居民身份证","representative_document_number":"\#(number)""#

  private func claim(_ name: String, of received: Phone.Received) -> JSON? {
    received.credential.disclosures.first { $0.name == name }?.value
  }

  @Test func `a representative's credential carries it, another holder's does not have it`() async throws {
    try await TestIssuer.run { issuer in
      let report = try await issuer.importing(FixtureLicence.company.line(Self.members))
      #expect(report == .imported(issuer.summary(changed: 1)))
      let own = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(claim("holder_document_type", of: own) == "resident_identity_card")
      #expect(claim("holder_document_number", of: own) == .string(Self.number))
      let manager = try await issuer.registrar.offer(
        try FixtureLicence.company.uscc, role: .licenceManager, name: "赵六", at: issuer.clock.now)
      let other = try await Phone().receive(manager, at: issuer)
      #expect(claim("holder_document_number", of: other) == .null)
    }
  }

  @Test func `without it the claims are there and say nothing`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(claim("holder_document_type", of: received) == .null)
      #expect(claim("holder_document_number", of: received) == .null)
    }
  }

  @Test func `the database does not tell the number`() async throws {
    try await TestIssuer.run { issuer in
      _ = try await issuer.importing(FixtureLicence.company.line(Self.members))
      let rows = try await issuer.database.read { connection in
        try connection.rows("SELECT sealed FROM representative_documents").map { try $0.blob(0) }
      }
      #expect(rows.count == 1)
      #expect(!String(decoding: rows[0], as: UTF8.self).contains("1101051949"))
      let licence = try #require(try await issuer.stores.licences.licence(try FixtureLicence.company.uscc))
      #expect(!JSON.object(licence.particulars.json).text.contains(Self.number))
    }
  }

  @Test func `the same file changes nothing, another document invalidates the representative's credential`()
    async throws
  {
    try await TestIssuer.run { issuer in
      let line = FixtureLicence.company.line(Self.members)
      _ = try await issuer.importing(line)
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(try await issuer.importing(line) == .imported(issuer.summary(unchanged: 1)))
      #expect(try await issuer.importing(FixtureLicence.company.line) == .imported(issuer.summary(unchanged: 1)))
      #expect(try await issuer.status(of: received) == .valid)
      let passport = #","representative_document_type":"护照","representative_document_number":"E12345678""#
      let report = try await issuer.importing(FixtureLicence.company.line(passport))
      #expect(report == .imported(issuer.summary(changed: 1)))
      #expect(try await issuer.status(of: received) == .invalid)
      let again = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(claim("holder_document_type", of: again) == "passport")
    }
  }

  @Test func `a new representative has not the former one's document`() async throws {
    try await TestIssuer.run { issuer in
      _ = try await issuer.importing(FixtureLicence.company.line(Self.members))
      try await issuer.registrar.change(
        try FixtureLicence.company.uscc, [ParticularsEdit(field: "representative_name", value: "钱七")],
        reason: "变更", at: issuer.clock.now)
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(claim("holder_name", of: received) == "钱七")
      #expect(claim("holder_document_number", of: received) == .null)
    }
  }

  private func manager(
    _ line: String? = nil, name: String = "赵六", id: String? = nil, at issuer: TestIssuer
  ) async throws -> OfferHandout {
    try await issuer.registrar.offer(
      try FixtureLicence.company.uscc, role: .licenceManager, name: name, holderID: id,
      document: try line.map(IdentityDocument.init(line:)), at: issuer.clock.now)
  }

  @Test(arguments: [HolderRole.licenceManager, .agent])
  func `a manager's or an agent's credential carries what came with the offer`(role: HolderRole) async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.registrar.offer(
        try FixtureLicence.company.uscc, role: role, name: "赵六",
        delegation: role == .agent ? Delegation(matters: ["tax"], grantedBy: "张三") : nil,
        document: try IdentityDocument(line: "居民身份证 \(Self.number)\n"), at: issuer.clock.now)
      #expect(handout.holder.hasDocument)
      let received = try await Phone().receive(handout, at: issuer)
      #expect(claim("holder_document_type", of: received) == "resident_identity_card")
      #expect(claim("holder_document_number", of: received) == .string(Self.number))
      let representative = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(claim("holder_document_number", of: representative) == .null)
    }
  }

  @Test func `it stays for a new phone, and another one invalidates the credential at once`() async throws {
    try await TestIssuer.run { issuer in
      let former = try await Phone().receive(try await manager("passport E12345678", at: issuer), at: issuer)
      let present = try await Phone().receive(try await manager(at: issuer), at: issuer)
      #expect(claim("holder_document_number", of: present) == "E12345678")
      #expect(try await issuer.status(of: former) == .invalid)
      _ = try await manager("passport E12345678", at: issuer)
      #expect(try await issuer.status(of: present) == .valid)
      _ = try await manager("passport E87654321", at: issuer)
      #expect(try await issuer.status(of: present) == .invalid)
    }
  }

  @Test func `it goes when the holder does, and when another name shows that it was another person`() async throws {
    try await TestIssuer.run { issuer in
      func count() async throws -> Int {
        try await issuer.database.read { try $0.row("SELECT COUNT(*) FROM holder_documents")?.int(0) ?? 0 }
      }
      let offered = try await manager("护照 E12345678", id: "person-1", at: issuer)
      #expect(try await count() == 1)
      _ = try await manager(name: "钱七", id: "person-1", at: issuer)
      #expect(try await count() == 0)
      _ = try await manager("护照 E12345678", name: "钱七", id: "person-1", at: issuer)
      try await issuer.registrar.withdraw(
        offered.holder.holder.id, from: try FixtureLicence.company.uscc, at: issuer.clock.now)
      #expect(try await count() == 0)
      let again = try await Phone().receive(try await manager(name: "钱七", id: "person-1", at: issuer), at: issuer)
      #expect(claim("holder_document_number", of: again) == .null)
    }
  }

  @Test func `a holder's document is sealed under the holder, and the log has its kind alone`() async throws {
    try await TestIssuer.run { issuer in
      _ = try await manager("居民身份证 \(Self.number)", id: "person-1", at: issuer)
      _ = try await manager("护照 E12345678", name: "钱七", id: "person-2", at: issuer)
      let sealed = try await issuer.database.read { connection in
        try connection.rows("SELECT sealed FROM holder_documents").map { try $0.blob(0) }
      }
      #expect(sealed.count == 2)
      #expect(!sealed.contains { String(decoding: $0, as: UTF8.self).contains("1101051949") })
      // One person's bytes under another's name are no document.
      try await issuer.database.write { connection in
        try connection.run(
          "UPDATE holder_documents SET sealed = $2 WHERE holder_id = $1", [.text("person-2"), .blob(sealed[0])])
      }
      await #expect(throws: (any Error).self) {
        _ = try await manager("护照 E12345678", name: "钱七", id: "person-2", at: issuer)
      }
    }
  }

  @Test func `a document is read from one line`() throws {
    for line in [
      "居民身份证 \(Self.number)", "身份证\t\(Self.number.lowercased())\r\n", "  resident_identity_card  \(Self.number) ",
    ] {
      let document = try IdentityDocument(line: line)
      #expect(document.type == .residentIdentityCard && document.number == Self.number)
    }
  }

  @Test(arguments: [
    ("", OfferRefusal.documentUnreadable), (" \n ", .documentUnreadable), ("居民身份证", .documentUnreadable),
    ("护照 E12345678 x", .documentUnreadable), ("护照 E12345678\n护照 E12345679", .documentUnreadable),
    ("11010519491231002X 居民身份证", .documentUnreadable), ("驾驶证 E12345678", .documentKindUnknown("驾驶证")),
    ("居民身份证 110105194912310021", .documentNumberInvalid), ("护照 E1", .documentNumberInvalid),
  ])
  func `a line that is no document is refused, and no number is repeated`(line: String, refusal: OfferRefusal) {
    #expect(throws: refusal) { try IdentityDocument(line: line) }
    #expect(!refusal.english.contains("1101") && !refusal.chinese.contains("1101"))
  }
}
