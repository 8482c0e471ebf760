import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What may be asked, and by whom (CIBA §4, §7).
@Suite struct BackchannelRequestTests {
  @Test func `no client asks for anybody unless it is registered for it`() async throws {
    try await BackchannelHouse.run { counter async throws in
      #expect(try await counter.ask(as: "department").refusal == "unauthorized_client")
      #expect(
        try await counter.house.http.post("/backchannel_authentication", BackchannelHouse.usual, .basic("counter", "x"))
          .status == .unauthorized)
      let asked = try await counter.ask()
      let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
      let without = try TestClients.client("counter", ["scope": "openid licence"])
      try await counter.house.clientStore.save(without, secret: digest, at: counter.house.now)
      counter.house.clock.advance(by: 1)
      #expect(try await counter.ask().refusal == "unauthorized_client")
      #expect(try await counter.told(asked) == "unauthorized_client")
      #expect(try await TestBrowser(counter.house).get(counter.link(asked)).status == .notFound)
    }
  }

  @Test(
    arguments: [
      (["scope": nil], "invalid_scope"), (["scope": "licence"], "invalid_scope"), (["scope": "\""], "invalid_scope"),
      (["scope": "openid licence.particulars"], "invalid_scope"),
      (["login_hint": nil], "invalid_request"), (["login_hint": "somebody"], "unknown_user_id"),
      (["login_hint": "91419001MA00000078"], "unknown_user_id"),
      (["id_token_hint": "x"], "invalid_request"), (["login_hint_token": "x"], "invalid_request"),
      (["resource": "https://elsewhere.example"], "invalid_target"),
      (["authorization_details": "[{\"type\":\"x\"}]"], "invalid_authorization_details"),
      (["request_uri": "https://counter.example/request"], "invalid_request"),
      (["request": "a.b.c"], "invalid_request"),
    ] as [([String: String?], String)])
  func `a request that cannot be meant is refused`(changes: [String: String?], code: String) async throws {
    try await BackchannelHouse.run { counter async throws in
      let refused = try await counter.ask(changes)
      #expect(refused.status == .badRequest)
      #expect(refused.refusal == code)
    }
  }

  @Test func `every refusal has an error that says what to change`() {
    #expect(BackchannelRefusal.allCases.allSatisfy { !$0.error.description.contains("?") && $0.error.status == 400 })
  }

  @Test func `who acts is told to nobody by way of a clerk's screen`() async throws {
    let identity: JSONObject = [
      "scope": "openid holder.identity", "userinfo_signed_response_alg": "ES256",
      "jwks": ["keys": [try ResponseProtectionTests.jwk()]],
      "userinfo_encrypted_response_alg": "ECDH-ES", "tongzhao_identity_approval": "a",
      "tongzhao_identity_legal_basis": "b",
    ]
    let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
    try await BackchannelHouse.run { counter async throws in
      try await counter.house.clientStore.save(
        try TestClients.client("named", BackchannelHouse.members, identity), secret: digest, at: counter.house.now)
      #expect(try await counter.ask(["scope": "openid holder.identity"], as: "named").refusal == "invalid_scope")
      #expect(try await counter.ask(["scope": "openid"], as: "named").status == .ok)
    }
  }

  @Test func `a signed request is taken, once, and nothing beside it counts`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let claims = counter.claims()
      let asked = try await counter.ask(signed: claims)
      #expect(asked.status == .ok)
      let page = try await TestBrowser(counter.house).get(counter.link(asked)).text
      #expect(page.contains("窗口三 W4SCT"))
      #expect(try await counter.ask(signed: claims).refusal == "invalid_request", "its jti is used up")
      #expect(
        try await counter.ask(signed: counter.claims(), [("binding_message", "other")]).refusal == "invalid_request")
      #expect(
        try await counter.ask(signed: counter.claims(), [("client_id", "signing-counter")]).status == .ok)
      #expect(try await counter.ask(as: "signing-counter").refusal == "invalid_request", "it signs, always")
    }
  }

  /// What can be wrong with a signed request in one thing.
  enum Flaw: CaseIterable, Sendable {
    case missingAudience, otherAudience, missingIssuer, otherIssuer, missingExpiry, expired, livesTooLong,
      missingIssuedAt
    case missingNotBefore, notYetValid, oldNotBefore, missingName, otherKey, otherAlgorithm

    func changes(at now: NumericDate) -> (JSONObject, without: String?) {
      switch self {
      case .missingAudience: ([:], "aud")
      case .otherAudience: (["aud": "https://other.example"], nil)
      case .missingIssuer: ([:], "iss")
      case .otherIssuer: (["iss": "counter"], nil)
      case .missingExpiry: ([:], "exp")
      case .expired: (["exp": .date(now - 60)], nil)
      case .livesTooLong: (["exp": 2_524_608_000], nil)
      case .missingIssuedAt: ([:], "iat")
      case .missingNotBefore: ([:], "nbf")
      case .notYetValid: (["nbf": .date(now + 600), "exp": .date(now + 900)], nil)
      case .oldNotBefore: (["nbf": 946_684_800], nil)
      case .missingName: ([:], "jti")
      case .otherKey, .otherAlgorithm: ([:], nil)
      }
    }
  }

  @Test(arguments: Flaw.allCases)
  func `a signed request that is wrong in one thing is refused`(flaw: Flaw) async throws {
    try await BackchannelHouse.run { counter async throws in
      let (changes, without) = flaw.changes(at: counter.house.now)
      var claims = counter.claims(changes)
      if let without { claims[without] = nil }
      let key: SigningKey? =
        switch flaw {
        case .otherKey: try SigningKey.generate(.es256)
        case .otherAlgorithm: try SigningKey.generate(.edDSA)
        default: nil
        }
      let refused = try await counter.ask(signed: claims, by: key)
      #expect(refused.status == .badRequest)
      #expect(refused.refusal == "invalid_request")
    }
  }

  @Test func `only so many requests of one client wait at a time`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let isFull = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<BackchannelPolicy().perClient { group.addTask { try await counter.ask().status == .ok } }
        return try await group.allSatisfy { $0 }
      }
      #expect(isFull)
      let refused = try await counter.ask()
      #expect(refused.status == .tooManyRequests)
      #expect(refused.headers[.retryAfter] != nil)
      #expect(try await counter.ask(as: "other").status == .ok)
      counter.house.clock.advance(by: 300)
      #expect(try await counter.ask().status == .ok)
    }
  }

  @Test func `a registration that cannot be meant is refused`() throws {
    let mode = "backchannel_token_delivery_mode"
    let endpoint = "backchannel_client_notification_endpoint"
    let algorithm = "backchannel_authentication_request_signing_alg"
    let mistakes: [(JSONObject, String)] = [
      (["grant_types": ["authorization_code"]], mode), ([mode: "push"], mode), ([mode: 1], mode),
      ([mode: "ping"], endpoint), ([endpoint: "https://counter.example/told"], endpoint),
      ([mode: "ping", endpoint: "http://counter.example/told"], endpoint),
      ([algorithm: "none"], algorithm), ([algorithm: "HS256"], algorithm), ([algorithm: "ES256"], "jwks"),
      (["backchannel_user_code_parameter": true], "backchannel_user_code_parameter"),
      (["token_endpoint_auth_method": "none"], "grant_types"),
    ]
    for (members, member) in mistakes {
      do {
        _ = try TestClients.client("counter", BackchannelHouse.members, members)
        Issue.record("accepted: \(JSON.object(members).text)")
      } catch let rejection as ClientMetadataRejection {
        #expect(rejection.member == member, "\(JSON.object(members).text)")
      }
    }
    var without = BackchannelHouse.members
    without[mode] = nil
    #expect(throws: ClientMetadataRejection.self) { try TestClients.client("counter", without) }
  }

  @Test func `operators are told that clerks may ask anybody`() throws {
    #expect(ClientRisk.risks(of: try TestClients.client("counter", BackchannelHouse.members)).contains(.clerkAsks))
    #expect(!ClientRisk.risks(of: try TestClients.portal()).contains(.clerkAsks))
  }
}
