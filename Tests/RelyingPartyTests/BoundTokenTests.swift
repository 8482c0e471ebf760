import JOSE
import OAuth
import RelyingParty
import Synchronization
import Testing

/// Tokens that are bound to a key, as a department takes them and a portal uses them.
@Suite struct BoundTokenTests {
  private static let url = "https://department.example/records"

  private static func validator(
    _ body: @escaping @Sendable (SmallProvider, TokenValidator) async throws -> Void
  ) async throws {
    try await SmallProvider.with { provider, client in
      try await body(
        provider, TokenValidator(issuer: provider.issuer, audience: "department", httpClient: client))
    }
  }

  @Test func `a token that is bound to a DPoP key is taken from its holder, once for each proof`() async throws {
    try await Self.validator { provider, validator in
      let (key, thief) = (try DPoPKey(), try DPoPKey())
      let token = try provider.accessToken(changing: ["cnf": ["jkt": .string(key.thumbprint)]])
      let proof = try key.proof("GET", Self.url + "?page=1", accessToken: token, at: 1000)
      let sender = TokenSender.dpop(proof: proof, method: "GET", url: Self.url)
      #expect(try await validator.validate(token, from: sender, at: 1000).clientID == "portal")
      let refused: [TokenSender] = [
        .bearer, .certificate(der: [1]), sender,
        .dpop(proof: try thief.proof("GET", Self.url, accessToken: token, at: 1000), method: "GET", url: Self.url),
        .dpop(proof: try key.proof("GET", Self.url, at: 1000), method: "GET", url: Self.url),
        .dpop(proof: try key.proof("POST", Self.url, accessToken: token, at: 1000), method: "GET", url: Self.url),
        .dpop(proof: try key.proof("GET", Self.url, accessToken: "other", at: 1000), method: "GET", url: Self.url),
        .dpop(proof: try key.proof("GET", Self.url, accessToken: token, at: 900), method: "GET", url: Self.url),
        .dpop(
          proof: try key.proof("GET", "https://other.example/", accessToken: token, at: 1000), method: "GET",
          url: Self.url),
        .dpop(proof: "nonsense", method: "GET", url: Self.url),
      ]
      for sender in refused {
        await #expect(throws: TokenRejection.senderNotProved) {
          try await validator.validate(token, from: sender, at: 1000)
        }
      }
    }
  }

  @Test func `a token that is bound to a certificate is taken over its connection`() async throws {
    try await Self.validator { provider, validator in
      let der: [UInt8] = [1, 2, 3]
      let token = try provider.accessToken(changing: ["cnf": ["x5t#S256": .string(Digests.sha256Text(der))]])
      _ = try await validator.validate(token, from: .certificate(der: der), at: 1000)
      for sender in [TokenSender.bearer, .certificate(der: [1, 2])] {
        await #expect(throws: TokenRejection.senderNotProved) {
          try await validator.validate(token, from: sender, at: 1000)
        }
      }
    }
  }

  @Test func `a token that is bound in an unknown way is taken from nobody, and an unbound one by its own scheme`()
    async throws
  {
    try await Self.validator { provider, validator in
      let odd = try provider.accessToken(changing: ["cnf": ["kid": "k"]])
      await #expect(throws: TokenRejection.senderNotProved) { try await validator.validate(odd, at: 1000) }
      let (key, plain) = (try DPoPKey(), try provider.accessToken())
      let proof = try key.proof("GET", Self.url, accessToken: plain, at: 1000)
      await #expect(throws: TokenRejection.senderNotProved) {
        try await validator.validate(plain, from: .dpop(proof: proof, method: "GET", url: Self.url), at: 1000)
      }
    }
  }

  @Test func `a kept key is the same key`() throws {
    let key = try DPoPKey()
    #expect(try DPoPKey(privateKeyDER: key.privateKeyDER).thumbprint == key.thumbprint)
  }

  @Test func `a portal with a key proves it at the token endpoint, with the server's nonce when asked`() async throws {
    try await SmallProvider.with { provider, client in
      let key = try DPoPKey()
      let portal = Portal(
        issuer: provider.issuer, credentials: .publicClient("portal"), redirectURI: "http://127.0.0.1/cb",
        idTokenAlgorithm: "ES256", dpopKey: key, httpClient: client)
      let (url, _) = try await portal.beginLogin(LoginOptions())
      #expect(url.contains("dpop_jkt=\(key.thumbprint)"))
      provider.state.withLock {
        $0.neededNonce = "n1"
        $0.tokens = ["access_token": "a", "expires_in": 300]
      }
      #expect(try await portal.refresh("r", at: 1000).accessToken == "a")
      let proof = try #require(provider.state.withLock { $0.lastProof })
      let checked = try DPoPProof(
        proof, method: "POST", urls: [provider.issuer + "/token"], accessToken: nil, at: NumericDate(1000))
      #expect(checked.nonce == "n1")
      #expect(checked.thumbprint == key.thumbprint)
      // A provider that is never content is not asked for ever.
      provider.state.withLock { $0.neededNonce = "" }
      await #expect(throws: RelyingPartyError.self) { try await portal.refresh("r", at: 1000) }
    }
  }
}
