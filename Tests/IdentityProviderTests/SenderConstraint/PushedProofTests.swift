import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

/// A pushed request that comes with a DPoP proof, or names the key of one (RFC 9449 §10).
@Suite struct PushedProofTests {
  /// What a push with this proof, and this `dpop_jkt`, is answered.
  private static func push(
    _ house: LoginHouse, _ bank: TestSigner, proof: ProofMaker?, naming key: String? = nil
  ) async throws -> TestResponse {
    var parameters = TestBrowser.parameters(client: TestSigner.id)
    if let key { parameters.append(("dpop_jkt", key)) }
    var headers = HTTPFields()
    headers[.dpop] = try proof?.proof("POST", "/par")
    return try await house.http.post("/par", parameters + (try bank.proof()), headers)
  }

  /// The key that the code of a login is bound to.
  private static func boundKey(_ house: LoginHouse, _ pushed: TestResponse) async throws -> String? {
    #expect(pushed.status == .created)
    let (browser, phone) = (TestBrowser(house), try TestPhone(house))
    let page = try browser.page(try await browser.bring([("request_uri", pushed.json.text("request_uri"))]))
    let code = try #require(try await browser.logIn(with: phone, on: page).answered("code"))
    let secret = try #require(BearerSecret<AuthorizationCodeSecret>(presented: code))
    let client = try #require(ClientID(TestSigner.id))
    return try await house.grants.redeemable(secret.digest, by: client, at: house.clock.now)?.dpopKey
  }

  @Test
  func
    `fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success: a proof binds the code to its key`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let maker = try ProofMaker(issuer: house.issuer, clock: house.clock)
      #expect(try await Self.boundKey(house, Self.push(house, bank, proof: maker)) == maker.thumbprint)
    }
  }

  @Test func `dpop_jkt binds the code, with a proof of the same key or with none`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let maker = try ProofMaker(issuer: house.issuer, clock: house.clock)
      for proof in [nil, maker] {
        let pushed = try await Self.push(house, bank, proof: proof, naming: maker.thumbprint)
        #expect(try await Self.boundKey(house, pushed) == maker.thumbprint)
      }
    }
  }

  @Test
  func
    `fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails: dpop_jkt and the proof must be of one key`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let maker = try ProofMaker(issuer: house.issuer, clock: house.clock)
      let other = try ProofMaker(issuer: house.issuer, clock: house.clock)
      let refused = try await Self.push(house, bank, proof: maker, naming: other.thumbprint)
      #expect(refused.status == .badRequest)
      #expect(refused.refusal == "invalid_dpop_proof")
      #expect(try await Self.push(house, bank, proof: nil, naming: "short").refusal == "invalid_request")
    }
  }

  @Test func `a proof of another endpoint is refused`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let maker = try ProofMaker(issuer: house.issuer, clock: house.clock)
      var headers = HTTPFields()
      headers[.dpop] = try maker.proof("POST", "/token")
      let refused = try await house.http.post(
        "/par", TestBrowser.parameters(client: TestSigner.id) + (try bank.proof()), headers)
      #expect(refused.refusal == "invalid_dpop_proof")
    }
  }
}
