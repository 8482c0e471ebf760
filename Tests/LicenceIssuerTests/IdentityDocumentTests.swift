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

  @Test func `a representative's credential carries it, another holder's does not`() async throws {
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
}
