import JOSE
import RelyingParty
import Synchronization
import Testing

@Suite struct TokenValidatorTests {
  @Test func `a good token is accepted, and the keys are fetched once for many`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      for second in Int64(1000)..<1040 {
        let token = try await validator.validate(
          try provider.accessToken(at: second), requiring: ["licence"], at: second)
        #expect(token.subject == "91419001MA00000079")
        #expect(token.clientID == "portal")
      }
      #expect(await validator.keyFetches == 1)
    }
  }

  /// Each way in which a token can be wrong, and what the department is told.
  static let wrong: [(String, JSONObject, TokenRejection)] = [
    ("another issuer", ["iss": "https://other.example"], .wrongIssuer),
    ("another department", ["aud": "other"], .wrongAudience),
    ("no audience", ["aud": nil], .wrongAudience),
    ("past its life", ["exp": 1000], .expired),
    ("without an end", ["exp": nil], .missingClaim),
    ("without a subject", ["sub": nil], .missingClaim),
    ("without a client", ["client_id": nil], .missingClaim),
    ("from the future", ["iat": 1100], .notYetValid),
    ("for less", ["scope": "openid"], .insufficientScope),
    ("for nothing", ["scope": nil], .insufficientScope),
  ]

  @Test(arguments: wrong.indices) func `a wrong token is refused by its own reason`(index: Int) async throws {
    let (_, changes, expected) = Self.wrong[index]
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      let token = try provider.accessToken(changing: changes)
      await #expect(throws: expected) { try await validator.validate(token, requiring: ["licence"], at: 1000) }
    }
  }

  @Test(
    arguments: [
      (AuthenticationRequirement(), true), (AuthenticationRequirement(acrValues: ["high", "low"]), true),
      (AuthenticationRequirement(acrValues: ["high"]), false), (AuthenticationRequirement(maxAge: 100), true),
      (AuthenticationRequirement(maxAge: 99), false),
      (AuthenticationRequirement(acrValues: ["low"], maxAge: 99), false),
    ])
  func `a level and an age of the login may be required, apart or together`(
    login: AuthenticationRequirement, isMet: Bool
  ) async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      let token = try provider.accessToken(changing: ["acr": "low", "auth_time": 900])
      guard !isMet else {
        _ = try await validator.validate(token, login: login, at: 1000)
        return
      }
      await #expect(throws: TokenRejection.insufficientUserAuthentication) {
        try await validator.validate(token, login: login, at: 1000)
      }
    }
  }

  @Test func `who must log in again is told how, in the words of RFC 9470`() {
    let challenge = AuthenticationRequirement(acrValues: ["a", "b"], maxAge: 5).challenge
    #expect(challenge.hasPrefix("Bearer error=\"insufficient_user_authentication\", "))
    #expect(challenge.hasSuffix(", acr_values=\"a b\", max_age=\"5\""))
  }

  @Test func `an audience list that names the department is accepted`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      _ = try await validator.validate(
        try provider.accessToken(changing: ["aud": ["other", "department"]]), at: 1000)
    }
  }

  @Test func `an ID token is no access token`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      await #expect(throws: TokenRejection.wrongType) {
        try await validator.validate(try provider.accessToken(type: "JWT"), at: 1000)
      }
    }
  }

  @Test func `a signature by another key under a known id is refused`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      let forged = try JWS.sign(
        ["iss": .string(provider.issuer)], type: "at+jwt", keyID: "first", with: try .generate(.es256))
      await #expect(throws: TokenRejection.badSignature) { try await validator.validate(forged, at: 1000) }
    }
  }

  @Test func `noise is refused`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      for noise in ["", "a", "a.b.c", String(repeating: "A", count: 100_000)] {
        await #expect(throws: TokenRejection.malformed) { try await validator.validate(noise, at: 1000) }
      }
    }
  }

  @Test func `a rotation is never noticed`() async throws {
    try await SmallProvider.with { provider, client in
      provider.state.withLock { $0.maxAge = 86_400 }
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      _ = try await validator.validate(try provider.accessToken(), at: 1000)
      try provider.addKey("second")
      _ = try await validator.validate(try provider.accessToken(key: "second", at: 1010), at: 1010)
      _ = try await validator.validate(try provider.accessToken(at: 1010), at: 1010)
      #expect(await validator.keyFetches == 2)
    }
  }

  @Test func `a department that is a client says so when it fetches keys`() async throws {
    try await SmallProvider.with { provider, client in
      let named = TokenValidator(
        issuer: provider.issuer, audience: "department", clientID: "社保&co", httpClient: client)
      _ = try await named.validate(try provider.accessToken(), at: 1000)
      #expect(provider.state.withLock { $0.lastKeyQuery } == "client=%E7%A4%BE%E4%BF%9D%26co")
      let nameless = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      _ = try await nameless.validate(try provider.accessToken(), at: 1000)
      #expect(provider.state.withLock { $0.lastKeyQuery } == nil)
    }
  }

  @Test func `forged key ids cannot make it flood the provider`() async throws {
    try await SmallProvider.with { provider, client in
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      for second in Int64(1000)..<1010 {
        for number in 0..<20 {
          let forged = try provider.accessToken(key: "forged-\(second)-\(number)", at: second)
          await #expect(throws: TokenRejection.unknownKey) { try await validator.validate(forged, at: second) }
        }
      }
      #expect(await validator.keyFetches <= 3)
    }
  }

  @Test func `keys that were good stay good while the provider is away`() async throws {
    try await SmallProvider.with { provider, client in
      provider.state.withLock { $0.maxAge = 10 }
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      _ = try await validator.validate(try provider.accessToken(), at: 1000)
      provider.state.withLock { $0.isDown = true }
      _ = try await validator.validate(try provider.accessToken(at: 1100), at: 1100)
    }
  }

  @Test func `without any keys nothing is accepted`() async throws {
    try await SmallProvider.with { provider, client in
      provider.state.withLock { $0.isDown = true }
      let validator = TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client)
      await #expect(throws: TokenRejection.keysUnavailable) {
        try await validator.validate(try provider.accessToken(), at: 1000)
      }
    }
  }
}
