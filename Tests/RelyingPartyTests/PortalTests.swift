import JOSE
import RelyingParty
import Synchronization
import Testing

@Suite struct PortalTests {
  /// A portal, a login that it began, and ID token claims that fit it.
  private func begun(
    _ provider: SmallProvider, maxAge: Int? = nil, _ portal: Portal
  ) async throws -> (pending: PendingLogin, claims: JSONObject) {
    var options = LoginOptions()
    options.maxAge = maxAge
    let (url, pending) = try await portal.beginLogin(options)
    let stored = try JSON(parsing: Array(pending.serialized.utf8))
    let verifier = try #require(stored["verifier"]?.string)
    #expect(url.contains("code_challenge_method=S256") && !url.contains(verifier))
    let claims: JSONObject = [
      "iss": .string(provider.issuer), "aud": "portal", "sub": "91419001MA00000079", "iat": 1000, "exp": 1300,
      "auth_time": 1000, "nonce": stored["nonce"] ?? .null,
    ]
    return (pending, claims)
  }

  private func state(_ pending: PendingLogin) throws -> String {
    try #require(try JSON(parsing: Array(pending.serialized.utf8))["state"]?.string)
  }

  private func finish(
    _ provider: SmallProvider, _ portal: Portal, maxAge: Int? = nil, changing changes: JSONObject = [:],
    key: String = "first"
  ) async throws -> Login {
    var (pending, claims) = try await begun(provider, maxAge: maxAge, portal)
    claims.merge(changes)
    let idToken = try provider.sign(claims, type: "JWT", key: key)
    provider.state.withLock {
      $0.tokens = ["access_token": "access", "id_token": .string(idToken), "expires_in": 300, "scope": "openid"]
    }
    return try await portal.finishLogin(
      pending, answer: ["code": "c", "state": try state(pending), "iss": provider.issuer], at: 1000)
  }

  private func withPortal(
    _ body: @escaping @Sendable (SmallProvider, Portal) async throws -> Void
  ) async throws {
    try await SmallProvider.with { provider, client in
      let portal = Portal(
        issuer: provider.issuer, credentials: .publicClient("portal"), redirectURI: "http://127.0.0.1/cb",
        idTokenAlgorithm: "ES256", httpClient: client)
      try await body(provider, portal)
    }
  }

  @Test func `a pushed login shows the browser nothing but its name`() async throws {
    try await withPortal { provider, portal in
      var options = LoginOptions()
      options.loginHint = "91419001MA00000079"
      let (url, pending) = try await portal.beginPushedLogin(options, at: 1000)
      #expect(
        url == provider.issuer
          + "/authorize?client_id=portal&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aname")
      let form = provider.state.withLock { $0.lastForm }
      #expect(form.contains("state=" + (try state(pending))) && form.contains("login_hint=91419001MA00000079"))
      #expect(form.contains("client_id=portal"))
    }
  }

  @Test func `a login ends with who logged in`() async throws {
    try await withPortal { provider, portal in
      let login = try await finish(provider, portal)
      #expect(login.identity.text("sub") == "91419001MA00000079")
      #expect(login.expiresIn == 300)
      #expect(provider.state.withLock { $0.lastForm }.contains("code_verifier="))
    }
  }

  @Test func `an answer of another login, or from another provider, is refused before the code is used`() async throws {
    try await withPortal { provider, portal in
      let (pending, _) = try await begun(provider, portal)
      let state = try state(pending)
      for answer in [
        ["code": "c", "state": "other", "iss": provider.issuer], ["code": "c", "iss": provider.issuer],
        ["code": "c", "state": state, "iss": "https://other.example"], ["code": "c", "state": state],
        ["state": state, "iss": provider.issuer],
      ] {
        await #expect(throws: RelyingPartyError.foreignAnswer) {
          try await portal.finishLogin(pending, answer: answer, at: 1000)
        }
      }
      #expect(provider.state.withLock { $0.lastForm }.isEmpty)
    }
  }

  @Test func `a refusal keeps its code`() async throws {
    try await withPortal { provider, portal in
      let (pending, _) = try await begun(provider, portal)
      let answer = ["error": "access_denied", "state": try state(pending), "iss": provider.issuer]
      await #expect(throws: RelyingPartyError.refused(code: "access_denied", description: nil)) {
        try await portal.finishLogin(pending, answer: answer, at: 1000)
      }
    }
  }

  static let wrong: [(JSONObject, TokenRejection)] = [
    (["iss": "https://other.example"], .wrongIssuer), (["aud": "other"], .wrongAudience),
    (["aud": ["portal", "other"]], .wrongAudience), (["exp": 900], .expired), (["iat": 2000], .notYetValid),
    (["nonce": "other"], .wrongNonce), (["nonce": nil], .wrongNonce), (["sub": nil], .missingClaim),
    (["at_hash": "AAAA"], .wrongAccessTokenHash),
  ]

  @Test(arguments: wrong.indices) func `an ID token that does not hold is refused by its reason`(index: Int)
    async throws
  {
    let (changes, expected) = Self.wrong[index]
    try await withPortal { provider, portal in
      await #expect(throws: RelyingPartyError.invalidIDToken(expected)) {
        try await finish(provider, portal, changing: changes)
      }
    }
  }

  @Test func `a login older than asked for is refused`() async throws {
    try await withPortal { provider, portal in
      await #expect(throws: RelyingPartyError.invalidIDToken(.loginTooOld)) {
        try await finish(provider, portal, maxAge: 60, changing: ["auth_time": 100])
      }
    }
  }

  @Test func `an algorithm that was not registered is refused`() async throws {
    try await withPortal { provider, portal in
      try provider.addKey("rsa", .rs256)
      await #expect(throws: RelyingPartyError.invalidIDToken(.badSignature)) {
        try await finish(provider, portal, key: "rsa")
      }
    }
  }

  @Test func `a pending login survives its storage and prints nothing of itself`() async throws {
    try await withPortal { provider, portal in
      let (pending, _) = try await begun(provider, portal)
      #expect(PendingLogin(serialized: pending.serialized) == pending)
      #expect(PendingLogin(serialized: "{}") == nil)
      #expect("\(pending)" == "<redacted>")
    }
  }

  @Test func `introspection says no for what the provider does not call active`() async throws {
    try await SmallProvider.with { (provider, client) async throws in
      let introspector = Introspector(
        issuer: provider.issuer, credentials: .secret("s", of: "department"), httpClient: client)
      #expect(try await introspector.introspect("t", at: 1000).isActive == false)
      provider.state.withLock { $0.introspection = ["active": "true"] }
      #expect(try await introspector.introspect("t", at: 1000).isActive == false)
      provider.state.withLock { $0.introspection = ["active": true, "sub": "x"] }
      #expect(try await introspector.introspect("t", at: 1000).claims.text("sub") == "x")
    }
  }
}
