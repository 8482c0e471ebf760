import AsyncHTTPClient
import JOSE
import RelyingParty
import Testing

/// What a portal takes for a logout, and what not (OpenID Connect Back-Channel Logout 1.0 §2.6).
@Suite struct LogoutTokenTests {
  private static let now: Int64 = 1_000
  private static let event = "http://schemas.openid.net/event/backchannel-logout"

  private static func token(
    _ provider: SmallProvider, changing changes: JSONObject = [:], type: String = "logout+jwt", key: String = "first"
  ) throws -> String {
    var claims: JSONObject = [
      "iss": .string(provider.issuer), "aud": "portal", "sub": "91419001MA00000079", "sid": "session-1",
      "iat": .integer(now), "exp": .integer(now + 120), "jti": "once", "events": [event: [:]],
    ]
    for (name, value) in changes {
      if case .null = value { claims[name] = nil } else { claims[name] = value }
    }
    return try provider.sign(claims, type: type, key: key)
  }

  private static func verifier(_ provider: SmallProvider, _ http: HTTPClient) -> LogoutTokenVerifier {
    LogoutTokenVerifier(issuer: provider.issuer, clientID: "portal", algorithm: "ES256", httpClient: http)
  }

  @Test func `a good token names the session, and is taken once`() async throws {
    try await SmallProvider.with { provider, http in
      let verifier = Self.verifier(provider, http)
      let token = try Self.token(provider)
      let notice = try await verifier.take(token, at: Self.now)
      #expect(notice.session == "session-1")
      #expect(notice.subject == "91419001MA00000079")
      await #expect(throws: LogoutTokenRejection.replayed) { try await verifier.take(token, at: Self.now + 60) }
      let other = try Self.token(provider, changing: ["jti": "other", "sid": .null])
      #expect(try await verifier.take(other, at: Self.now).session == nil)
    }
  }

  @Test(
    arguments: [
      (["iss": "https://elsewhere.example"], .token(.wrongIssuer)), (["aud": "another"], .token(.wrongAudience)),
      (["iat": .null], .token(.missingClaim)), (["exp": .null], .token(.missingClaim)),
      (["jti": .null], .token(.missingClaim)), (["exp": 900], .token(.expired)),
      (["iat": 1_100, "exp": 1_200], .token(.notYetValid)), (["exp": 1_000_000], .token(.notYetValid)),
      (["events": .null], .noLogoutEvent), (["events": ["http://example.com/event": [:]]], .noLogoutEvent),
      (["events": ["http://schemas.openid.net/event/backchannel-logout": "yes"]], .noLogoutEvent),
      (["sub": .null, "sid": .null], .namesNobody),
      (["nonce": "n"], .hasNonce),
    ] as [(JSONObject, LogoutTokenRejection)])
  func `each rule that is broken is its own refusal`(changes: JSONObject, rejection: LogoutTokenRejection)
    async throws
  {
    try await SmallProvider.with { provider, http in
      let verifier = Self.verifier(provider, http)
      let bad = try Self.token(provider, changing: changes)
      await #expect(throws: rejection) { try await verifier.take(bad, at: Self.now) }
      // What was refused uses nothing up.
      #expect(try await verifier.take(try Self.token(provider), at: Self.now).session == "session-1")
    }
  }

  @Test func `an ID token, a stranger's key, another algorithm and no token at all are refused`() async throws {
    try await SmallProvider.with { provider, http in
      let verifier = Self.verifier(provider, http)
      let asIDToken = try Self.token(provider, type: "JWT")
      await #expect(throws: LogoutTokenRejection.token(.wrongType)) { try await verifier.take(asIDToken, at: Self.now) }
      let foreign = try Self.token(provider, key: "stranger")
      await #expect(throws: LogoutTokenRejection.token(.unknownKey)) { try await verifier.take(foreign, at: Self.now) }
      let strict = LogoutTokenVerifier(issuer: provider.issuer, clientID: "portal", httpClient: http)
      let good = try Self.token(provider)
      await #expect(throws: LogoutTokenRejection.token(.badSignature)) { try await strict.take(good, at: Self.now) }
      await #expect(throws: LogoutTokenRejection.token(.malformed)) { try await verifier.take("x", at: Self.now) }
    }
  }
}
