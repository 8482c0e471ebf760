import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

struct LicenceVerifierTests {
  let authority: TestAuthority
  let wallet: TestWallet
  let request = TestRequest(transactionData: ["eyJ0eXBlIjoiYSJ9"])
  let now = TestAuthority.moment

  init() throws {
    authority = try TestAuthority()
    wallet = try TestWallet()
  }

  private func verify(
    _ compact: String, expecting expected: ExpectedPresentation? = nil, trust: TrustList? = nil,
    at now: NumericDate? = nil
  ) async throws(LicenceRejection) -> VerifiedLicence {
    let verifier = LicenceVerifier(trust: trust ?? authority.trustList, statuses: TestStatuses())
    return try await verifier.verify(
      UnverifiedPresentation(compact: compact), expecting: expected ?? request.expected, at: now ?? self.now)
  }

  private func draft(_ licence: TestLicence = TestLicence()) -> PresentationDraft {
    PresentationDraft(
      licence: licence, request: request, issuer: authority.issuer, issuerURL: authority.issuerURL,
      holderKey: wallet.key)
  }

  private func expectRefusal(
    _ rejection: LicenceRejection, _ change: (inout PresentationDraft) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var draft = draft()
    try change(&draft)
    let compact = try draft.presentation()
    await #expect(throws: rejection, sourceLocation: sourceLocation) { try await verify(compact) }
  }

  // MARK: The good ones

  @Test func `a presented licence is verified`() async throws {
    let licence = try await verify(wallet.presentation(answering: request, under: authority))
    #expect(licence.uscc == TestLicence.company.uscc)
    #expect(licence.holder.role == .legalRepresentative)
    #expect(licence.holder.id == "holder-1")
    #expect(licence.holder.name == nil)
    #expect(licence.issuer == authority.issuerURL)
    #expect(licence.region == "419001")
    #expect(licence.holderKeyThumbprint == wallet.key.verificationKey.thumbprint)
    #expect(licence.status == TestStatuses.reference(to: .valid))
    #expect(licence.asOf == now - 60 && licence.presentedAt == now)
    #expect(licence.disclosed.names == ["uscc", "entity_name", "registration_state", "holder_role", "holder_id"])
  }

  @Test func `a manager's licence comes with the delegation`() async throws {
    let licence = try await verify(
      wallet.presentation(
        answering: request, under: authority, licence: TestLicence(holder: TestLicence.manager())))
    #expect(licence.holder.delegation == TestLicence.manager().delegation)
  }

  @Test func `a nameless household is verified`() async throws {
    let licence = try await verify(
      wallet.presentation(
        answering: request, under: authority, licence: TestLicence(particulars: TestLicence.household)))
    #expect(licence.disclosed["entity_name"] == nil)
  }

  @Test func `a minimal cnf jwk is enough`() async throws {
    var draft = draft()
    let jwk = wallet.key.verificationKey.jwk
    draft.openClaims["cnf"] = [
      "jwk": .object(JSONObject(["kty", "crv", "x", "y"].compactMap { name in jwk[name].map { (name, $0) } }))
    ]
    _ = try await verify(draft.presentation())
  }

  @Test func `the holder's key decides the algorithm of the key binding`() async throws {
    let key = try SigningKey.generate(.edDSA)
    let draft = PresentationDraft(
      licence: TestLicence(), request: request, issuer: authority.issuer, issuerURL: authority.issuerURL, holderKey: key
    )
    #expect(try await verify(draft.presentation()).holderKeyThumbprint == key.verificationKey.thumbprint)
    var other = draft
    other.keyBindingKey = wallet.key
    let compact = try other.presentation()
    await #expect(throws: LicenceRejection.badKeyBindingSignature) { try await verify(compact) }
  }

  @Test func `an issuer below an intermediate authority is believed`() async throws {
    let region = try TestAuthority()
    let middle = try region.root.makeIntermediate(commonName: "City", validFrom: now.seconds - 60, days: 100)
    let key = try SigningKey.generate(.es256)
    let leaf = try middle.issue(
      .credentials, commonName: "Issuer", organization: "City",
      publicKeyInfoDER: key.verificationKey.publicKeyInfoDER, validFrom: now.seconds - 60, days: 50)
    let draft = PresentationDraft(
      licence: TestLicence(), request: request,
      issuer: TestAuthority.Identity(key: key, chain: [leaf, middle.certificate]), issuerURL: region.issuerURL,
      holderKey: wallet.key)
    let trust = TrustList(anchors: [region.anchor])
    _ = try await verify(draft.presentation(), trust: trust)
    var short = draft
    short.issuer = TestAuthority.Identity(key: key, chain: [leaf])
    let compact = try short.presentation()
    await #expect(throws: LicenceRejection.untrustedIssuer) { try await verify(compact, trust: trust) }
  }

  @Test func `what was not asked for is not passed on`() async throws {
    var draft = draft()
    draft.disclosed.formUnion(["address", "holder_name"])
    let licence = try await verify(draft.presentation())
    #expect(licence.disclosed["address"] == nil)
  }

  @Test func `another region's revocation list does not make a licence doubtful`() async throws {
    let other = try TestAuthority(region: "410000", issuerURL: "https://other.example")
    let trust = TrustList(
      anchors: [other.anchor] + authority.trustList.anchors, revocationLists: authority.trustList.revocationLists)
    var draft = draft()
    draft.issuer = other.issuer
    draft.openClaims["iss"] = .string(other.issuerURL)
    #expect(try await verify(draft.presentation(), trust: trust).region == "410000")
  }

  @Test func `clocks may differ by thirty seconds`() async throws {
    let compact = try wallet.presentation(answering: request, under: authority)
    _ = try await verify(compact, at: now - 30)
    await #expect(throws: LicenceRejection.keyBindingInFuture) { try await verify(compact, at: now - 31) }
    _ = try await verify(compact, at: now + 330)
    await #expect(throws: LicenceRejection.keyBindingTooOld) { try await verify(compact, at: now + 331) }
  }

  @Test func `a vp_token answers one query with one presentation`() throws {
    let compact = try wallet.presentation(answering: request, under: authority)
    _ = try UnverifiedPresentation(vpToken: ["licence": [.string(compact)]], answering: "licence")
    let refused: [JSON] = [
      .string(compact), ["licence": .string(compact)], ["licence": []], ["other": [.string(compact)]], [:], nil,
      ["licence": [.string(compact), .string(compact)]], ["licence": [.string(compact)], "other": []],
      ["licence": [["a": 1]]],
    ]
    for vpToken in refused {
      #expect(throws: LicenceRejection.malformedPresentation) {
        try UnverifiedPresentation(vpToken: vpToken, answering: "licence")
      }
    }
  }

  // MARK: The refusals

  @Test(arguments: LicenceRejection.allCases)
  func `a licence is refused for each reason`(_ rejection: LicenceRejection) async throws {
    let vpToken = try wallet.vpToken(answering: request, under: authority, refusedFor: rejection)
    await #expect(throws: rejection) {
      let presentation = try UnverifiedPresentation(vpToken: vpToken, answering: request.queryID)
      _ = try await LicenceVerifier(trust: authority.trustList, statuses: TestStatuses())
        .verify(presentation, expecting: request.expected, at: now)
    }
  }

  @Test func `the issuer's certificate comes in x5c or nothing is believed`() async throws {
    try await expectRefusal(.untrustedIssuer) { $0.issuer = TestAuthority.Identity(key: $0.issuer.key, chain: []) }
  }

  @Test func `an anchor that presents itself as issuer is refused`() async throws {
    let key = try SigningKey(algorithm: .es256, privateRepresentation: authority.root.privateKeyPKCS8DER)
    try await expectRefusal(.anchorPresented) {
      $0.issuer = TestAuthority.Identity(key: key, chain: [authority.root.certificate])
    }
  }

  @Test func `iss is bound by the trust list, by the leaf's names, or not believed`() async throws {
    let unlisted = TrustList(
      anchors: [
        TrustAnchor(region: "r", name: "n", certificate: authority.root.certificate),
        TrustAnchor(region: "o", name: "o", certificate: try NamedIssuer.root),
      ])
    let named = PresentationDraft(
      licence: TestLicence(), request: request, issuer: try NamedIssuer.identity,
      issuerURL: "https://IDP.example:8443/a",
      holderKey: wallet.key)
    #expect(try await verify(named.presentation(), trust: unlisted).issuer == "https://IDP.example:8443/a")
    for iss: JSON in ["https://issuer.example", "http://idp.example", "https://a@idp.example", "idp.example", 5] {
      var other = named
      other.openClaims["iss"] = iss
      let compact = try other.presentation()
      await #expect(throws: LicenceRejection.wrongIssuer) { try await verify(compact, trust: unlisted) }
    }
    let subject = authority.issuer.chain[0].subject
    #expect(try await verify(draft().presentation(), trust: unlisted).issuer == subject)
    var nameless = draft()
    nameless.openClaims["iss"] = nil
    #expect(try await verify(nameless.presentation(), trust: unlisted).issuer == subject)
    try await expectRefusal(.wrongIssuer) { $0.openClaims["iss"] = nil }
  }

  @Test func `a credential without exp is refused`() async throws {
    try await expectRefusal(.credentialExpired) { $0.openClaims["exp"] = nil }
  }

  @Test func `a credential issued in the future is refused`() async throws {
    try await expectRefusal(.credentialNotYetValid) { $0.openClaims["iat"] = .integer((now + 31).seconds) }
    try await expectRefusal(.credentialNotYetValid) { $0.openClaims["nbf"] = "now" }
  }

  @Test func `a cnf that is no public key is refused`() async throws {
    for cnf: JSON in [[:], ["jwk": [:]], ["jwk": ["kty": "oct", "k": "AAAA"]], ["kid": "1"], "key"] {
      try await expectRefusal(.missingHolderKey) { $0.openClaims["cnf"] = cnf }
    }
  }

  @Test func `a replaced claim is a forged disclosure`() async throws {
    try await expectRefusal(.forgedDisclosure) {
      $0.disclosed.remove("holder_role")
      $0.forged = [Disclosure(name: "holder_role", value: "legal_representative", salt: Random.bytes(16))]
    }
  }

  @Test func `the audience is the whole client_id and one text`() async throws {
    for audience: JSON in ["idp.example", ["x509_san_dns:idp.example"], 5, "x509_san_dns:IDP.example"] {
      try await expectRefusal(.wrongAudience) { $0.keyBindingClaims["aud"] = audience }
    }
    try await expectRefusal(.wrongAudience) { $0.keyBindingClaims["aud"] = nil }
  }

  @Test func `the nonce compares byte by byte`() async throws {
    try await expectRefusal(.wrongNonce) { $0.keyBindingClaims["nonce"] = nil }
    try await expectRefusal(.wrongNonce) { $0.keyBindingClaims["nonce"] = .string(request.nonce + " ") }
  }

  @Test func `a further disclosure after signing is noticed`() async throws {
    var draft = draft()
    draft.removed = ["entity_name"]
    let cut = try draft.presentation()
    await #expect(throws: LicenceRejection.disclosuresAltered) { try await verify(cut) }
    draft.removed = []
    let whole = try draft.presentation().split(separator: "~", omittingEmptySubsequences: false)
    let repeated = (whole.dropLast() + [whole[1], whole[whole.count - 1]]).joined(separator: "~")
    await #expect(throws: LicenceRejection.self) { try await verify(repeated) }
  }

  @Test func `the context is hashed as sent, all of it and nothing else`() async throws {
    let decoded = try #require(Base64URL.decode(request.transactionData[0]))
    let right = ExpectedPresentation.hashes(of: request.transactionData)[0]
    let wrong: [JSON?] = [
      nil, [], [.string(Base64URL.encode(Digests.sha256(decoded)))], [.string(right), .string(right)], .string(right),
      [1],
    ]
    for hashes in wrong {
      try await expectRefusal(.contextAltered) { $0.keyBindingClaims["transaction_data_hashes"] = hashes }
    }
    try await expectRefusal(.contextAltered) { $0.keyBindingClaims["transaction_data_hashes_alg"] = "sha-512" }
    var named = draft()
    named.keyBindingClaims["transaction_data_hashes_alg"] = "sha-256"
    _ = try await verify(named.presentation())
    let unasked = try draft().presentation()
    let expected = TestRequest().expected
    await #expect(throws: LicenceRejection.contextAltered) { try await verify(unasked, expecting: expected) }
  }

  @Test(arguments: LicenceCredential.coreClaims)
  func `each required claim is required`(_ name: String) async throws {
    try await expectRefusal(.missingClaim) { $0.disclosed.remove(name) }
    try await expectRefusal(.missingClaim) { $0.set(name, nil) }
  }

  static let impossible: [(String, JSON)] = [
    ("uscc", 5), ("holder_role", "owner"), ("holder_role", true), ("holder_id", ""), ("holder_id", 5),
    ("delegation", "all"), ("delegation", ["matters": []]), ("registration_state", "fine"), ("registration_state", 1),
  ]

  @Test(arguments: impossible)
  func `a claim that cannot be is refused`(_ name: String, _ value: JSON) async throws {
    try await expectRefusal(.malformedClaim) { $0.set(name, value) }
  }

  @Test func `a credential without a status cannot be asked about`() async throws {
    try await expectRefusal(.statusUnavailable) { $0.openClaims["status"] = nil }
    try await expectRefusal(.statusUnavailable) { $0.openClaims["status"] = ["other": 1] }
  }

  @Test func `a hidden delegation is not a boundless one`() async throws {
    try await expectRefusal(.missingClaim) {
      $0.take(TestLicence(holder: TestLicence.manager()), issuerURL: authority.issuerURL)
      $0.disclosed.remove("delegation")
    }
  }

  @Test func `a delegation is good from the first to the last second of its days in Shanghai`() async throws {
    let first = CalendarDate(at: now)
    let delegation = Delegation(notBefore: first, notAfter: first.adding(days: 1), grantedBy: "张堃")
    let licence = TestLicence(holder: TestLicence.manager(delegation))
    let begins = first.startOfDay
    let ends = first.adding(days: 1).endOfDay
    let moments: [(NumericDate, LicenceRejection?)] = [
      (begins - 1, .delegationNotYetValid), (begins, nil), (ends, nil), (ends + 1, .delegationExpired),
    ]
    for (moment, rejection) in moments {
      let compact = try wallet.presentation(answering: request, under: authority, licence: licence, at: moment)
      if let rejection {
        await #expect(throws: rejection) { try await verify(compact, at: moment) }
      } else {
        _ = try await verify(compact, at: moment)
      }
    }
  }

  @Test func `every state in which a licence may not be used is refused`() async throws {
    for state in LicenceState.allCases {
      var draft = draft()
      draft.set("registration_state", .string(state.rawValue))
      let compact = try draft.presentation()
      if state.isUsable {
        _ = try await verify(compact)
      } else {
        await #expect(throws: LicenceRejection.wrongState) { try await verify(compact) }
      }
    }
  }
}
