import ELicence
import HTTPTypes
import JOSE
import LibCrypto
import LicenceIssuer
import OAuth
import Testing

@Suite struct HappyFlowTests {
  @Test func `oid4vci-1_0-issuer-happy-flow: an offer becomes a credential for the phone's key`() async throws {
    try await TestIssuer.run { issuer in
      let handout = try await issuer.offer()
      #expect(
        handout.walletLink.hasPrefix("openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fissuer.example"))
      let offer = try await Phone.offer(handout, at: issuer)
      #expect(offer["credential_issuer"] == "https://issuer.example")
      #expect(offer["credential_configuration_ids"] == [.string(LicenceCredential.configurationID)])
      let terms = offer["grants"]?[GrantType.preAuthorizedCode.rawValue]
      #expect(terms?["tx_code"]?["length"] == 6)
      #expect(terms?["tx_code"]?["input_mode"] == "numeric")

      let phone = try Phone()
      let received = try await phone.receive(handout, at: issuer)
      let chain = try #require(received.credential.issuerJWT.certificateChain)
      _ = try issuer.trust.anchor(of: chain, for: [.licences], at: issuer.clock.now)
      #expect(received.credential.issuerJWT.type == "dc+sd-jwt")
      let claims = try received.credential.verifiedClaims(issuerKey: VerificationKey(certificate: chain[0]))
      #expect(claims["iss"] == "https://issuer.example")
      #expect(claims["vct"] == .string(LicenceCredential.type))
      #expect(claims["uscc"] == "91419001MA00000079")
      #expect(claims["entity_name"] == "济源示例商贸有限公司")
      #expect(claims["registration_state"] == "normal")
      #expect(claims["holder_role"] == "legal_representative")
      #expect(claims["holder_name"] == "张三")
      #expect(claims["holder_id"]?.string == handout.holder.holder.id)
      #expect(claims["cnf"]?["jwk"] == .object(phone.key.verificationKey.jwk))
      #expect(try await issuer.status(of: received) == .valid)
    }
  }

  @Test func `only what identifies the credential is readable without a disclosure`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let open = try #require(received.credential.issuerJWT.unverifiedClaims)
      #expect(
        Set(open.names) == ["iss", "vct", "iat", "exp", "as_of", "cnf", "status", "_sd", "_sd_alg"])
      #expect(received.credential.disclosures.compactMap(\.name) == LicenceCredential.disclosable)
    }
  }

  @Test func `the times in a credential are whole days`() async throws {
    try await TestIssuer.run { issuer in
      issuer.clock.advance(by: 12_345)
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let open = try #require(received.credential.issuerJWT.unverifiedClaims)
      let issuedAt = try #require(open["iat"]?.integer)
      #expect(issuedAt % 86_400 == 0)
      #expect(issuedAt <= issuer.clock.now.seconds)
      #expect(open["exp"]?.integer == issuedAt + 30 * 86_400)
    }
  }

  @Test func `a presentation of the credential is accepted by the verifier`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let received = try await phone.receive(try await issuer.offer(), at: issuer)
      let presented = try received.credential.presenting(
        Set(LicenceCredential.coreClaims),
        keyBinding: KeyBinding(
          audience: "x509_san_dns:idp.example", nonce: "n", issuedAt: issuer.clock.now, with: phone.key))
      let verifier = LicenceVerifier(trust: issuer.trust, statuses: PublishedStatuses(issuer: issuer))
      let verified = try await verifier.verify(
        try UnverifiedPresentation(compact: presented),
        expecting: ExpectedPresentation(audience: "x509_san_dns:idp.example", nonce: "n"), at: issuer.clock.now)
      #expect(verified.uscc.value == "91419001MA00000079")
      #expect(verified.holder.role == .legalRepresentative)
    }
  }

  @Test func `oid4vci-1_0-issuer-happy-flow-additional-requests: the same token obtains the next credential`()
    async throws
  {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let first = try await phone.receive(try await issuer.offer(), at: issuer)
      let second = try await phone.receive(first.tokens, at: issuer)
      #expect(try first.status != second.status)
      #expect(try await issuer.status(of: first) == .valid, "a renewal on the same phone ends no login")
      #expect(try await issuer.status(of: second) == .valid)
    }
  }

  @Test func `oid4vci-1_0-issuer-happy-flow-multiple-clients: two holders of one licence have one each`() async throws {
    try await TestIssuer.run { issuer in
      let first = try await Phone().receive(try await issuer.offer(), at: issuer)
      let second = try await Phone().receive(
        try await issuer.offer(role: .licenceManager, name: "李四"), at: issuer)
      #expect(try await issuer.status(of: first) == .valid)
      #expect(try await issuer.status(of: second) == .valid)
    }
  }

  @Test func `oid4vci-1_0-issuer-happy-flow-skip-notification: a wallet need not notify, and may twice`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      #expect(try await issuer.status(of: received) == .valid)
      for _ in 0..<2 {
        let answer = try await issuer.post(
          "/notification",
          json: ["notification_id": .string(received.notificationID), "event": "credential_accepted"],
          token: received.tokens.access)
        #expect(answer.status == 204)
      }
    }
  }

  @Test func `a wallet that asks by authorization details must use the identifier that it was told`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let details = #"[{"type":"openid_credential","credential_configuration_id":"business_licence_sd_jwt"}]"#
      let tokens = try await phone.redeem(
        try await issuer.offer(), at: issuer, more: [("authorization_details", details)])
      #expect(tokens.identifier == "business_licence_sd_jwt:91419001MA00000079")
      let byConfiguration = try await issuer.post(
        "/credential",
        json: .object(Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce()))),
        token: tokens.access)
      #expect(byConfiguration.error == "invalid_credential_request")
      _ = try await phone.receive(tokens, at: issuer)
    }
  }

  @Test func `a wallet may have an EdDSA key`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone(.edDSA)
      let received = try await phone.receive(try await issuer.offer(), at: issuer)
      #expect(received.credential.issuerJWT.unverifiedClaims?["cnf"]?["jwk"]?["crv"] == "Ed25519")
    }
  }

  @Test func `an agent's credential says what was delegated`() async throws {
    try await TestIssuer.run { issuer in
      let delegation = Delegation(
        matters: ["tax"], notAfter: CalendarDate(at: issuer.clock.now).adding(days: 10), grantedBy: "张三")
      let received = try await Phone().receive(
        try await issuer.offer(role: .agent, name: "赵六", delegation: delegation), at: issuer)
      let disclosed = Dictionary(
        received.credential.disclosures.map { ($0.name ?? "", $0.value) }, uniquingKeysWith: { first, _ in first })
      #expect(disclosed["holder_role"] == "agent")
      #expect(disclosed["delegation"] == delegation.json)
    }
  }
}

/// Statuses as the issuer publishes them.
struct PublishedStatuses: LicenceStatusSource {
  let issuer: TestIssuer

  func status(
    of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate
  ) async -> CredentialStatus {
    do {
      let answer = try await issuer.get(String(reference.uri.dropFirst(issuer.issuer.value.count)))
      let token = try StatusListToken.verify(
        answer.text, uri: reference.uri, trust: issuer.trust, under: [anchor], at: now)
      return token.list.status(at: reference.index)
    } catch {
      return .unavailable
    }
  }
}
