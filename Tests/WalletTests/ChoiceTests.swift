import ELicence
import JOSE
import Testing

@testable import Wallet

@Suite struct ChoiceTests {
  private func licence(
    _ name: String, serial: Int, id: String, without missing: String? = nil, authority: [UInt8] = [1]
  ) throws -> StoredLicence {
    var claims: JSONObject = [
      "vct": .string(LicenceCredential.type),
      "uscc": .string(CreditCode.synthetic(kind: .company, serial: serial).value),
      "entity_name": .string(name), "holder_role": "legal_representative", "holder_id": "h",
    ]
    if let missing { claims[missing] = nil }
    return StoredLicence(
      id: id, credential: "", claims: claims, authorityKeyIdentifiers: [authority], key: try .generate(.es256),
      source: IssuanceSource(
        issuer: "https://i.example", configurationID: "c", credentialIdentifier: nil, refreshToken: nil),
      expires: noon + 86_400, receivedAt: noon, usedAt: nil)
  }

  private func request(_ query: DCQLQuery? = nil) throws -> VerifiedRequest {
    var draft = RequestDraft(try CertifiedKey())
    if let query { draft.claims["dcql_query"] = query.json }
    return try draft.verified()
  }

  private func refusal(_ body: () throws(ChoiceRefusal) -> PresentationPlan) -> String? {
    do { _ = try body(); return nil } catch { return error.name }
  }

  @Test func `the one licence that matches is taken`() throws {
    let one = try licence("甲公司", serial: 1, id: "a")
    let other = try licence("乙公司", serial: 2, id: "b", without: "entity_name")
    #expect(try PresentationPlan(try request(), among: [other, one], named: nil).licence.id == "a")
  }

  @Test func `of several a person chooses, by identifier, code or words`() throws {
    let licences = [try licence("甲公司", serial: 1, id: "a"), try licence("乙公司", serial: 2, id: "b")]
    let request = try request()
    #expect(
      refusal { () throws(ChoiceRefusal) in try PresentationPlan(request, among: licences, named: nil) } == "several")
    for words in ["b", licences[1].uscc.lowercased(), "乙公司"] {
      #expect(try PresentationPlan(request, among: licences, named: words).licence.id == "b")
    }
    #expect(
      refusal { () throws(ChoiceRefusal) in try PresentationPlan(request, among: licences, named: "丙") }
        == "doesNotMatch")
  }

  @Test func `a licence that lacks what is asked for is not offered`() throws {
    let poor = try licence("甲公司", serial: 1, id: "a", without: "holder_id")
    let request = try request()
    #expect(
      refusal { () throws(ChoiceRefusal) in try PresentationPlan(request, among: [poor], named: nil) } == "noneMatches")
    #expect(
      refusal { () throws(ChoiceRefusal) in try PresentationPlan(request, among: [], named: nil) } == "emptyWallet")
  }

  @Test func `only licences of the authorities that the verifier believes are offered`() throws {
    let licences = [
      try licence("甲公司", serial: 1, id: "a", authority: [1]), try licence("乙公司", serial: 2, id: "b", authority: [2]),
    ]
    let query = DCQLQuery.licence(required: ["uscc"], authorityKeyIdentifiers: [[2]])
    let plan = try PresentationPlan(try request(query), among: licences, named: nil)
    #expect(plan.licence.id == "b")
  }

  @Test func `the first set of claims that can be answered is sent and no other claim`() throws {
    let one = try licence("甲公司", serial: 1, id: "a", without: "entity_name")
    let query = DCQLQuery.licence(
      required: ["uscc", "holder_role"], optional: ["entity_name"], authorityKeyIdentifiers: [])
    #expect(try PresentationPlan(try request(query), with: one).claims.map(\.name) == ["uscc", "holder_role"])
  }

  @Test func `another format or type is never answered`() throws {
    let one = try licence("甲公司", serial: 1, id: "a")
    let query = DCQLQuery(credentials: [CredentialQuery(id: "q", types: ["urn:other"])])
    let request = try request(query)
    #expect(refusal { () throws(ChoiceRefusal) in try PresentationPlan(request, with: one) } == "doesNotMatch")
  }
}
