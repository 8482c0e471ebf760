import ELicence
import JOSE
import LicenceIssuer
import OAuth
import Testing

/// A wallet in as many words as the tests need: one device key.
struct Phone: Sendable {
  let key: SigningKey

  init(_ algorithm: SignatureAlgorithm = .es256) throws { key = try SigningKey.generate(algorithm) }

  /// What a phone has after the token endpoint.
  struct Tokens: Sendable {
    let access: String
    let refresh: String?
    let identifier: String?

    init(_ answer: Answer) throws {
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json?["token_type"]?.string == "Bearer")
      access = try #require(answer.json?["access_token"]?.string)
      refresh = answer.json?["refresh_token"]?.string
      identifier =
        answer.json?["authorization_details"]?.array?.first?["credential_identifiers"]?.array?.first?.string
    }
  }

  /// What a phone has after the credential endpoint.
  struct Received: Sendable {
    let credential: SDJWT
    let notificationID: String
    let tokens: Tokens

    var status: StatusListReference {
      get throws {
        try #require(
          credential.issuerJWT.unverifiedClaims.flatMap { $0["status"] }.flatMap(StatusListReference.init(json:)))
      }
    }
  }

  static func offer(_ handout: OfferHandout, at issuer: TestIssuer) async throws -> JSON {
    let path = handout.address.dropFirst(issuer.issuer.value.count)
    let answer = try await issuer.get(String(path))
    #expect(answer.status == 200)
    return try #require(answer.json)
  }

  static func code(_ handout: OfferHandout, at issuer: TestIssuer) async throws -> String {
    let offer = try await offer(handout, at: issuer)
    return try #require(offer["grants"]?[GrantType.preAuthorizedCode.rawValue]?["pre-authorized_code"]?.string)
  }

  func redeem(
    _ handout: OfferHandout, at issuer: TestIssuer, more: [(String, String)] = []
  ) async throws -> Tokens {
    try Tokens(
      try await issuer.post(
        "/token",
        form: [
          ("grant_type", GrantType.preAuthorizedCode.rawValue),
          ("pre-authorized_code", try await Self.code(handout, at: issuer)),
          ("tx_code", handout.transactionCode.revealed()),
        ] + more))
  }

  func refresh(_ tokens: Tokens, at issuer: TestIssuer) async throws -> Answer {
    try await issuer.post(
      "/token", form: [("grant_type", "refresh_token"), ("refresh_token", try #require(tokens.refresh))])
  }

  /// A key proof, right in everything that is not told otherwise.
  func proof(
    for issuer: TestIssuer, nonce: String, claims: JSONObject = [:], header: JSONObject = [:],
    type: String? = "openid4vci-proof+jwt"
  ) throws -> String {
    let all: JSONObject = [
      "aud": .string(issuer.issuer.value), "iat": .date(issuer.clock.now), "nonce": .string(nonce),
    ]
    return try JWS.sign(
      all.merging(claims), type: type, keyID: nil, with: key,
      extraHeader: (["jwk": .object(key.verificationKey.jwk)] as JSONObject).merging(header))
  }

  static func request(_ proof: String, identifier: String? = nil) -> JSONObject {
    var request: JSONObject = ["proofs": ["jwt": [.string(proof)]]]
    if let identifier {
      request["credential_identifier"] = .string(identifier)
    } else {
      request["credential_configuration_id"] = .string(LicenceCredential.configurationID)
    }
    return request
  }

  /// Asks for the credential and tells what came back.
  func ask(_ tokens: Tokens, at issuer: TestIssuer) async throws -> Answer {
    let proof = try proof(for: issuer, nonce: try await issuer.nonce())
    return try await issuer.post(
      "/credential", json: .object(Self.request(proof, identifier: tokens.identifier)), token: tokens.access)
  }

  /// Asks for the credential, which must come.
  func receive(_ tokens: Tokens, at issuer: TestIssuer) async throws -> Received {
    let answer = try await ask(tokens, at: issuer)
    #expect(answer.status == 200, "\(answer.text)")
    let compact = try #require(answer.json?["credentials"]?.array?.first?["credential"]?.string)
    return Received(
      credential: try SDJWT(compact: compact),
      notificationID: try #require(answer.json?["notification_id"]?.string), tokens: tokens)
  }

  /// Receives the licence by an offer, from the beginning.
  func receive(_ handout: OfferHandout, at issuer: TestIssuer) async throws -> Received {
    try await receive(try await redeem(handout, at: issuer), at: issuer)
  }
}

extension TestIssuer {
  /// An offer of the company's licence to its legal representative.
  func offer(
    _ licence: FixtureLicence = .company, role: HolderRole = .legalRepresentative, name: String? = nil,
    holderID: String? = nil, delegation: Delegation? = nil
  ) async throws -> OfferHandout {
    try await registrar.offer(
      try licence.uscc, role: role, name: name, holderID: holderID, delegation: delegation, at: clock.now)
  }

  /// What the published status list says of a credential.
  func status(of received: Phone.Received) async throws -> CredentialStatus {
    let reference = try received.status
    let answer = try await get(String(reference.uri.dropFirst(issuer.value.count)))
    #expect(answer.status == 200)
    let token = try StatusListToken.verify(
      answer.text, uri: reference.uri, trust: trust, under: trust.anchors, at: clock.now)
    return token.list.status(at: reference.index)
  }
}
