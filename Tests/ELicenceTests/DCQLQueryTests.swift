import ELicence
import JOSE
import TestSupport
import Testing

struct DCQLQueryTests {
  private func parse(_ json: JSON) throws -> DCQLQuery { try DCQLQuery(json: json) }

  static let minimal: JSON = ["id": "a", "format": "dc+sd-jwt", "meta": ["vct_values": ["urn:x"]]]

  @Test func `a query survives as JSON`() throws {
    let queries = [
      DCQLQuery.licence(authorityKeyIdentifiers: [[1, 2, 3]]),
      DCQLQuery.licence(optional: ["entity_name", "address"], authorityKeyIdentifiers: []),
      DCQLQuery(
        credentials: [
          CredentialQuery(
            id: "a", isMultiple: true, types: ["urn:x", "urn:y"], requiresHolderBinding: false,
            claims: [
              ClaimQuery(
                path: ClaimPath(steps: [.member("degrees"), .everyElement, .element(2)]), values: ["b", 4, true])
            ]), CredentialQuery(id: "b", types: ["urn:z"]),
        ], credentialSets: [CredentialSetQuery(options: [["a"], ["b"]], isRequired: false)]),
    ]
    for query in queries { #expect(try parse(JSON(parsing: query.json.serialized())) == query) }
  }

  @Test func `the licence query is what HAIP asks for`() throws {
    let json = DCQLQuery.licence(optional: ["entity_name"], authorityKeyIdentifiers: [[0xFF, 0xEE]]).json
    let entry = try #require(json["credentials"]?.array?.first)
    #expect(entry["format"] == "dc+sd-jwt")
    #expect(entry["meta"] == ["vct_values": [.string(LicenceCredential.type)]])
    #expect(entry["trusted_authorities"] == [["type": "aki", "values": ["_-4"]]])
    #expect(entry["claims"]?.array?.count == 6)
    #expect(entry["claim_sets"]?.array?.count == 3)
  }

  static let refused: [(DCQLRejection, JSON)] = [
    (.malformed, [:]), (.malformed, ["credentials": []]), (.malformed, ["credentials": ["a"]]),
    (.malformed, ["credentials": [["id": "a", "format": "dc+sd-jwt"]]]),
    (.malformed, ["credentials": [["id": "a", "format": "dc+sd-jwt", "meta": [:]]]]),
    (.malformed, ["credentials": [["id": "", "format": "dc+sd-jwt", "meta": ["vct_values": ["x"]]]]]),
    (.malformed, ["credentials": [["id": "a", "format": "dc+sd-jwt", "meta": ["vct_values": []]]]]),
    (.malformed, ["credentials": [minimal], "credential_sets": []]),
    (.malformed, ["credentials": [minimal], "credential_sets": [["options": []]]]),
    (.malformed, ["credentials": [minimal], "credential_sets": [["options": [[]]]]]),
    (.malformed, ["credentials": [minimal], "credential_sets": [["options": [["a"]], "required": 1]]]),
    (.badID, ["credentials": [["id": "a b", "format": "dc+sd-jwt", "meta": ["vct_values": ["x"]]]]]),
    (.duplicateID, ["credentials": [minimal, minimal]]),
    (.unknownReference, ["credentials": [minimal], "credential_sets": [["options": [["b"]]]]]),
  ]

  @Test(arguments: refused) func `what breaks the rules is refused`(_ rejection: DCQLRejection, _ json: JSON) {
    #expect(throws: rejection) { try parse(json) }
  }

  static let refusedMembers: [(DCQLRejection, String, JSON)] = [
    (.malformed, "claims", []), (.malformed, "claims", "x"), (.malformed, "multiple", 1),
    (.malformed, "require_cryptographic_holder_binding", "no"), (.malformed, "trusted_authorities", []),
    (.malformed, "trusted_authorities", [["type": "aki"]]), (.malformed, "claims", [["path": ["a"], "values": []]]),
    (.malformed, "claims", [["path": ["a"], "values": [.number(1.5)]]]),
    (.badPath, "claims", [[:]]), (.badPath, "claims", [["path": []]]), (.badPath, "claims", [["path": [-1]]]),
    (.badPath, "claims", [["path": [true]]]), (.badID, "claims", [["id": "a.b", "path": ["a"]]]),
    (.duplicateID, "claims", [["id": "a", "path": ["a"]], ["id": "a", "path": ["b"]]]),
    (.unknownReference, "claim_sets", [["a"]]),
  ]

  @Test(arguments: refusedMembers)
  func `a credential query that breaks the rules is refused`(_ rejection: DCQLRejection, _ name: String, _ value: JSON)
  {
    var query = Self.minimal.object ?? [:]
    query[name] = value
    #expect(throws: rejection) { try parse(["credentials": [.object(query)]]) }
  }

  @Test func `claim sets need ids`() {
    var query = Self.minimal.object ?? [:]
    query["claims"] = [["id": "a", "path": ["a"]], ["path": ["b"]]]
    query["claim_sets"] = [["a"]]
    #expect(throws: DCQLRejection.malformed) { try parse(["credentials": [.object(query)]]) }
  }

  // MARK: Matching

  private func candidate(
    _ claims: JSONObject = ["a": 1, "b": "x", "list": [["c": 1], ["c": 2]], "none": nil], type: String = "urn:x",
    authorities: [[UInt8]] = [], bound: Bool = true
  ) -> CredentialCandidate {
    CredentialCandidate(type: type, claims: claims, authorityKeyIdentifiers: authorities, hasHolderBinding: bound)
  }

  @Test func `format, type and holder binding must match`() {
    let query = CredentialQuery(id: "q", types: ["urn:x"])
    #expect(query.disclosures(from: candidate()) == [])
    #expect(query.disclosures(from: candidate(type: "urn:y")) == nil)
    #expect(query.disclosures(from: candidate(bound: false)) == nil)
    #expect(CredentialQuery(id: "q", format: "mso_mdoc", types: ["urn:x"]).disclosures(from: candidate()) == nil)
    let unbound = CredentialQuery(id: "q", types: ["urn:x"], requiresHolderBinding: false)
    #expect(unbound.disclosures(from: candidate(bound: false)) == [])
  }

  @Test func `without claim sets all claims are needed`() {
    func query(_ claims: ClaimQuery...) -> CredentialQuery {
      CredentialQuery(id: "q", types: ["urn:x"], claims: claims)
    }
    let a = ClaimQuery(path: ClaimPath("a"))
    #expect(
      query(a, ClaimQuery(path: ClaimPath("none"))).disclosures(from: candidate()) == [
        ClaimPath("a"), ClaimPath("none"),
      ])
    #expect(query(a, ClaimQuery(path: ClaimPath("missing"))).disclosures(from: candidate()) == nil)
  }

  @Test func `a value must be one of those asked for, with its type`() {
    func isMatch(_ name: String, _ values: JSON...) -> Bool {
      ClaimQuery(path: ClaimPath(name), values: values).matches(["a": 1, "b": "x", "t": true])
    }
    #expect(isMatch("a", 2, 1) && isMatch("b", "x") && isMatch("t", true))
    #expect(!isMatch("a", "1") && !isMatch("b", "X") && !isMatch("t", false) && !isMatch("missing", 1))
  }

  @Test func `paths lead through members, elements and all elements`() {
    let claims = candidate().claims
    func values(_ steps: ClaimPath.Step...) -> [JSON] { ClaimPath(steps: steps).values(in: claims) }
    #expect(values(.member("list"), .everyElement, .member("c")) == [1, 2])
    #expect(values(.member("list"), .element(1)) == [["c": 2]])
    #expect(values(.member("list"), .element(2)) == [])
    #expect(values(.member("a"), .member("b")) == [])
    #expect(values(.member("a"), .everyElement) == [])
    #expect(values(.element(0)) == [])
    #expect(values(.member("none")) == [nil])
  }

  @Test func `the first claim set that can be answered is answered`() {
    let query = CredentialQuery(
      id: "q", types: ["urn:x"],
      claims: ["a", "b", "missing"].map { ClaimQuery(id: $0, path: ClaimPath($0)) },
      claimSets: [["a", "missing"], ["b"], ["a"]])
    #expect(query.disclosures(from: candidate()) == [ClaimPath("b")])
    #expect(query.disclosures(from: candidate(["missing": 1])) == nil)
  }

  @Test func `an authority is known by its key identifier`() {
    func query(_ authorities: TrustedAuthorityQuery...) -> CredentialQuery {
      CredentialQuery(id: "q", types: ["urn:x"], trustedAuthorities: authorities)
    }
    let ours = TrustedAuthorityQuery(authorityKeyIdentifiers: [[1, 2], [3, 4]])
    let unknown = TrustedAuthorityQuery(type: "openid_federation", values: ["https://x"])
    #expect(query(ours).disclosures(from: candidate(authorities: [[9], [3, 4]])) == [])
    #expect(query(unknown, ours).disclosures(from: candidate(authorities: [[1, 2]])) == [])
    #expect(query(ours).disclosures(from: candidate(authorities: [[9]])) == nil)
    #expect(query(ours).disclosures(from: candidate()) == nil)
    #expect(query(unknown).disclosures(from: candidate(authorities: [[1, 2]])) == nil)
  }

  @Test func `all credentials are needed, or one option of every required set`() throws {
    let credentials = ["a", "b", "c"].map { CredentialQuery(id: $0, types: ["urn:x"]) }
    let plain = DCQLQuery(credentials: credentials)
    #expect(plain.selection(answerable: ["a", "b", "c"]) == ["a", "b", "c"])
    #expect(plain.selection(answerable: ["a", "b"]) == nil)
    let sets = DCQLQuery(
      credentials: credentials,
      credentialSets: [
        CredentialSetQuery(options: [["a", "b"], ["c"]]), CredentialSetQuery(options: [["b"]], isRequired: false),
      ])
    #expect(sets.selection(answerable: ["a", "b", "c"]) == ["a", "b"])
    #expect(sets.selection(answerable: ["b", "c"]) == ["b", "c"])
    #expect(sets.selection(answerable: ["c"]) == ["c"])
    #expect(sets.selection(answerable: ["a", "b"]) == ["a", "b"])
    #expect(sets.selection(answerable: ["a"]) == nil)
  }

  @Test func `every licence of ours answers the licence query in full`() throws {
    let query = try #require(
      DCQLQuery.licence(optional: LicenceCredential.disclosable, authorityKeyIdentifiers: [[7]]).credentials.first)
    let key = try SigningKey.generate(.es256).verificationKey
    for licence in [
      TestLicence(), TestLicence(particulars: TestLicence.household, holder: TestLicence.manager()),
    ] {
      let claims = licence.claims(issuer: "https://issuer.example", for: key)
      let all = claims.open.merging(JSONObject(claims.disclosable))
      let candidate = CredentialCandidate(
        type: LicenceCredential.type, claims: all, authorityKeyIdentifiers: [[7]])
      #expect(Set(query.disclosures(from: candidate) ?? []) == Set(LicenceCredential.disclosable.map { ClaimPath($0) }))
    }
  }

  @Test func `a licence with few claims answers with what is required`() throws {
    let query = try #require(
      DCQLQuery.licence(optional: ["entity_name"], authorityKeyIdentifiers: []).credentials.first)
    var claims = JSONObject(LicenceCredential.coreClaims.map { ($0, "x") })
    func answer() -> [String]? {
      query.disclosures(
        from: CredentialCandidate(type: LicenceCredential.type, claims: claims, authorityKeyIdentifiers: []))?
        .compactMap(\.topName)
    }
    #expect(answer() == LicenceCredential.coreClaims)
    claims["delegation"] = [:]
    #expect(answer() == LicenceCredential.coreClaims + ["delegation"])
    claims["holder_id"] = nil
    #expect(answer() == nil)
  }
}
