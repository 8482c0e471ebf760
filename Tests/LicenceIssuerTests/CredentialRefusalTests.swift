import ELicence
import HTTPTypes
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct CredentialRefusalTests {
  /// Sends a request that differs from a good one, and expects the refusal; the good one must then still work.
  private func expect(
    _ error: String, _ spoil: @escaping @Sendable (TestIssuer, Phone, inout JSONObject) async throws -> Void
  ) async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      var request = Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce()))
      try await spoil(issuer, phone, &request)
      let answer = try await issuer.post("/credential", json: .object(request), token: tokens.access)
      #expect(answer.status == 400)
      #expect(answer.error == error, "\(answer.text)")
      #expect(answer.headers[.cacheControl] == "no-store")
      _ = try await phone.receive(tokens, at: issuer)
    }
  }

  private func proofs(_ proof: String) -> JSON { ["jwt": [.string(proof)]] }

  @Test func `oid4vci-1_0-issuer-fail-invalid-nonce: a made-up nonce is refused`() async throws {
    try await expect("invalid_nonce") { issuer, phone, request in
      request["proofs"] = proofs(try phone.proof(for: issuer, nonce: Base64URL.encode(Random.bytes(32))))
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-invalid-nonce: an expired nonce is refused`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      let nonce = try await issuer.nonce()
      issuer.clock.advance(by: 300)
      let answer = try await issuer.post(
        "/credential", json: .object(Phone.request(try phone.proof(for: issuer, nonce: nonce))), token: tokens.access)
      #expect(answer.error == "invalid_nonce")
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-invalid-nonce: an altered nonce is refused`() async throws {
    try await expect("invalid_nonce") { issuer, phone, request in
      let nonce = try await issuer.nonce()
      let last = nonce.hasSuffix("A") ? "Q" : "A"
      request["proofs"] = proofs(try phone.proof(for: issuer, nonce: nonce.dropLast() + last))
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-replay-nonce: a nonce is good once`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      let request = JSON.object(Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce())))
      #expect(try await issuer.post("/credential", json: request, token: tokens.access).status == 200)
      let again = try await issuer.post("/credential", json: request, token: tokens.access)
      #expect(again.status == 400)
      #expect(again.error == "invalid_nonce")
    }
  }

  @Test func `a nonce is good once also for those who use it at the same time`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      let request = JSON.object(Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce())))
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<10 {
          group.addTask { try await issuer.post("/credential", json: request, token: tokens.access).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 1)
      #expect(statuses.count { $0 == 400 } == 9)
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-invalid-jwt-proof-signature: a proof by another key is refused`() async throws {
    try await expect("invalid_proof") { issuer, phone, request in
      let stranger = try Phone()
      request["proofs"] = proofs(
        try stranger.proof(
          for: issuer, nonce: try await issuer.nonce(), header: ["jwk": .object(phone.key.verificationKey.jwk)]))
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-missing-proof: proofs are obligatory`() async throws {
    try await expect("invalid_proof") { _, _, request in request["proofs"] = nil }
  }

  @Test(arguments: [
    #"{"jwt":[]}"#, #"{"jwt":"x"}"#, #"{"jwt":[1]}"#, "{}", "[]", "null", #"{"attestation":["x"]}"#,
    #"{"jwt":["x"],"di_vp":[{}]}"#, #"{"jwt":["x"]}"#, #"{"jwt":["a.b.c"]}"#,
  ])
  func `proofs of another form are refused`(text: String) async throws {
    try await expect("invalid_proof") { _, _, request in request["proofs"] = try JSON(parsing: Array(text.utf8)) }
  }

  @Test func `oid4vci-1_0-issuer-batch-issuance: a second key is refused, as no batch is offered`() async throws {
    try await expect("invalid_proof") { issuer, phone, request in
      let proofs = try [
        phone.proof(for: issuer, nonce: try await issuer.nonce()),
        Phone().proof(for: issuer, nonce: try await issuer.nonce()),
      ]
      request["proofs"] = ["jwt": .array(proofs.map(JSON.string))]
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-unknown-credential-configuration: an unknown configuration is refused`()
    async throws
  {
    try await expect("unknown_credential_configuration") { _, _, request in
      request["credential_configuration_id"] = "another"
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-unknown-credential-identifier: an identifier that nobody named is refused`()
    async throws
  {
    try await expect("unknown_credential_identifier") { _, _, request in
      request["credential_configuration_id"] = nil
      request["credential_identifier"] = "another"
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-unknown-credential-identifier: also where identifiers were named`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let details = #"[{"type":"openid_credential","credential_configuration_id":"business_licence_sd_jwt"}]"#
      let tokens = try await phone.redeem(
        try await issuer.offer(), at: issuer, more: [("authorization_details", details)])
      let proof = try phone.proof(for: issuer, nonce: try await issuer.nonce())
      let answer = try await issuer.post(
        "/credential",
        json: .object(Phone.request(proof, identifier: "business_licence_sd_jwt:91419001MA00000154")),
        token: tokens.access)
      #expect(answer.error == "unknown_credential_identifier")
    }
  }

  @Test func `a request names one of identifier and configuration`() async throws {
    try await expect("invalid_credential_request") { _, _, request in request["credential_configuration_id"] = nil }
    try await expect("invalid_credential_request") { _, _, request in request["credential_identifier"] = "both" }
    try await expect("invalid_credential_request") { _, _, request in request["credential_configuration_id"] = 7 }
  }

  @Test func `oid4vci-1_0-issuer-fail-unsupported-encryption-algorithm: encryption is not offered`() async throws {
    try await expect("invalid_encryption_parameters") { _, _, request in
      request["credential_response_encryption"] = ["enc": "A128GCM", "jwk": ["kty": "EC"]]
    }
  }

  @Test func `oid4vci-1_0-issuer-fail-on-access-token-in-query: a token in the address is not taken`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      let request = JSON.object(Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce())))
      let inQuery = try await issuer.post("/credential?access_token=\(tokens.access)", json: request)
      #expect(inQuery.status == 401)
      #expect(inQuery.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
      let both = try await issuer.post(
        "/credential?access_token=\(tokens.access)", json: request, token: tokens.access)
      #expect(both.status == 400)
      #expect(both.error == "invalid_request")
    }
  }

  @Test func `an unknown, an expired and a missing access token are refused with a challenge`() async throws {
    try await TestIssuer.run { issuer in
      let phone = try Phone()
      let tokens = try await phone.redeem(try await issuer.offer(), at: issuer)
      let request = JSON.object(Phone.request(try phone.proof(for: issuer, nonce: try await issuer.nonce())))
      let missing = try await issuer.post("/credential", json: request)
      #expect(missing.status == 401)
      #expect(missing.headers[.wwwAuthenticate]?.contains("error=") == false)
      let unknown = try await issuer.post("/credential", json: request, token: "unknown")
      #expect(unknown.status == 401)
      #expect(unknown.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
      issuer.clock.advance(by: 600)
      let expired = try await issuer.post("/credential", json: request, token: tokens.access)
      #expect(expired.status == 401)
    }
  }

  @Test func `a body that is no JSON object is an invalid credential request`() async throws {
    try await TestIssuer.run { issuer in
      let tokens = try await Phone().redeem(try await issuer.offer(), at: issuer)
      for body in ["", "[]", "{", #"{"a":1,"a":2}"#, "\"x\""] {
        let answer = try await issuer.post(
          "/credential",
          headers: [.contentType: "application/json", .authorization: "Bearer \(tokens.access)"],
          body: Array(body.utf8))
        #expect(answer.status == 400)
        #expect(answer.error == "invalid_credential_request")
      }
    }
  }

  @Test func `notifications are refused when they name no credential of the grant or no event`() async throws {
    try await TestIssuer.run { issuer in
      let mine = try await Phone().receive(try await issuer.offer(), at: issuer)
      let theirs = try await Phone().receive(
        try await issuer.offer(role: .licenceManager, name: "李四"), at: issuer)
      let foreign = try await issuer.post(
        "/notification", json: ["notification_id": .string(theirs.notificationID), "event": "credential_deleted"],
        token: mine.tokens.access)
      #expect(foreign.status == 400)
      #expect(foreign.error == "invalid_notification_id")
      for body: JSON in [
        ["notification_id": .string(mine.notificationID)], ["event": "credential_accepted"],
        ["notification_id": .string(mine.notificationID), "event": "CREDENTIAL_ACCEPTED"], [],
      ] {
        let answer = try await issuer.post("/notification", json: body, token: mine.tokens.access)
        #expect(answer.error == "invalid_notification_request")
      }
      let anonymous = try await issuer.post(
        "/notification", json: ["notification_id": .string(mine.notificationID), "event": "credential_accepted"])
      #expect(anonymous.status == 401)
    }
  }
}
