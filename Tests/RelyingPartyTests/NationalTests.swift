import JOSE
import RelyingParty
import Synchronization
import Testing

/// A portal and a department whose provider signs by SM2.
@Suite struct NationalTests {
  private static let sm2 = SignatureAlgorithm.sm2.rawValue
  private static let subject = "91419001MA00000079"

  @Test func `an access token by SM2 is validated like any other`() async throws {
    try await SmallProvider.with { provider, client in
      try provider.addKey("national", .sm2)
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      for key in ["national", "first"] {
        let token = try provider.accessToken(key: key)
        #expect(try await validator.validate(token, at: 1000).subject == Self.subject)
      }
      let good = try provider.accessToken(key: "national")
      let altered = String(good.dropLast(2)) + (good.hasSuffix("AA") ? "BA" : "AA")
      await #expect(throws: TokenRejection.badSignature) { try await validator.validate(altered, at: 1000) }
    }
  }

  /// Logs in at a portal that registered SM2 and asks for UserInfo.
  private func userInfo(
    _ changes: JSONObject = [:], signedBy key: String = "national", subject: String = subject
  ) async throws -> Claims {
    try await SmallProvider.with { provider, client in
      try provider.addKey("national", .sm2)
      let portal = Portal(
        issuer: provider.issuer, credentials: .publicClient("portal"), redirectURI: "http://127.0.0.1/cb",
        idTokenAlgorithm: Self.sm2, httpClient: client)
      let (_, pending) = try await portal.beginLogin(LoginOptions())
      let stored = try JSON(parsing: Array(pending.serialized.utf8))
      let own: JSONObject = [
        "iss": .string(provider.issuer), "aud": "portal", "sub": .string(Self.subject), "iat": 1000,
      ]
      let idToken = try provider.sign(
        own.merging(["exp": 1300, "nonce": stored["nonce"] ?? .null]), type: "JWT", key: "national")
      var claims = own.merging(["sub": .string(subject), "entity_name": "济源示例科技有限公司"])
      claims.merge(changes)
      let answer = try provider.sign(claims, type: "JWT", key: key)
      provider.state.withLock {
        $0.tokens = ["access_token": "access", "id_token": .string(idToken), "expires_in": 300, "scope": "openid"]
        $0.userInfo = answer
      }
      let state = try #require(stored["state"]?.string)
      let login = try await portal.finishLogin(
        pending, answer: ["code": "c", "state": state, "iss": provider.issuer], at: 1000)
      return try await portal.userInfo(of: login, at: 1000)
    }
  }

  @Test func `UserInfo that is signed as the client registered is read`() async throws {
    #expect(try await userInfo().text("entity_name") == "济源示例科技有限公司")
  }

  @Test(
    arguments: [
      ["iss": "https://other.example"], ["aud": "other"], ["exp": 1300], ["nonce": "n"], ["iss": nil], ["aud": nil],
    ] as [JSONObject])
  func `signed UserInfo from elsewhere, for others, or that is an ID token, is refused`(changes: JSONObject)
    async throws
  {
    await #expect(throws: RelyingPartyError.self) { try await userInfo(changes) }
  }

  @Test func `UserInfo signed by another algorithm or about another subject is refused`() async throws {
    await #expect(throws: RelyingPartyError.self) { try await userInfo(signedBy: "first") }
    await #expect(throws: RelyingPartyError.self) { try await userInfo(subject: "92419001MA0000058E") }
  }
}
