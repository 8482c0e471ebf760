import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import IdentityProvider

/// Bound tokens at UserInfo (RFC 9449 §7).
@Suite struct DPoPUserInfoTests {
  private static func bound(
    _ maker: ProofMaker, _ provider: Provider, _ http: any TestClientProtocol
  ) async throws -> String {
    try await http.post("/token", try await provider.login().form, maker.header([:], .basic("portal"))).json
      .text("access_token")
  }

  @Test func `whoever holds the key is told the facts`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      let answer = try await http.get("/userinfo", maker.shown(token))
      #expect(answer.status == .ok)
      #expect(answer.json["sub"] != nil)
      // By its other address too, and whatever the letters and the query of `htu`.
      for htu in [
        "https://mtls.login.example/userinfo", "HTTPS://LOGIN.example:443/userinfo", "https://login.example/%75serinfo",
        "https://login.example/userinfo?a=b#c", "https://login.example/x/../userinfo",
      ] {
        #expect(try await http.get("/userinfo", maker.shown(token, ["htu": .string(htu)])).status == .ok)
      }
    }
  }

  @Test func `a bound token is no bearer token`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      var headers = try maker.shown(token)
      headers[.authorization] = "Bearer \(token)"
      for attempt in [headers, .bearer(token)] {
        let refused = try await http.get("/userinfo", attempt)
        #expect(refused.status == .unauthorized)
        #expect(refused.refusal == "invalid_token")
        #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("DPoP ") == true)
        #expect(refused.headers[.wwwAuthenticate]?.contains(#"algs="ES256 EdDSA PS256""#) == true)
      }
      let form = try await http.post("/userinfo", [("access_token", token)])
      #expect(form.refusal == "invalid_token")
    }
  }

  @Test func `a token that is bound to nothing is not shown with a proof`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let refused = try await http.get("/userinfo", try ProofMaker(provider).shown(token))
      #expect(refused.refusal == "invalid_token")
      #expect(try await http.get("/userinfo", .bearer(token)).status == .ok)
    }
  }

  @Test func `a refusal says where the resource describes itself`() async throws {
    try await Provider.run { _, http in
      let refused = try await http.get("/userinfo", .bearer("nonsense"))
      #expect(
        refused.headers[.wwwAuthenticate]?.contains(
          #"resource_metadata="https://login.example/.well-known/oauth-protected-resource""#) == true)
      #expect(try await http.get("/userinfo").headers[.wwwAuthenticate]?.contains("resource_metadata=") == true)
    }
  }

  @Test func `fapi2-security-profile-final-dpop-negative-tests: every proof that is wrong in one thing is refused`()
    async throws
  {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      let token = try await Self.bound(maker, provider, http)
      for wrong in try WrongProof.all(maker, token: token) {
        let headers: HTTPFields = [.authorization: "DPoP \(token)", .dpop: wrong.proof]
        let refused = try await http.get("/userinfo", headers)
        #expect(refused.status == .unauthorized, "\(wrong.name)")
        #expect(["invalid_dpop_proof", "invalid_token"].contains(refused.refusal), "\(wrong.name)")
        #expect(refused.headers[.wwwAuthenticate]?.isEmpty == false, "\(wrong.name)")
      }
      // None at all, two at once, and one that was used.
      let none = try await http.get("/userinfo", [.authorization: "DPoP \(token)"])
      #expect(none.refusal == "invalid_token")
      var two = try maker.shown(token)
      two.append(HTTPField(name: .dpop, value: try maker.proof("GET", "/userinfo", token: token)))
      #expect(try await http.get("/userinfo", two).refusal == "invalid_dpop_proof")
      let once = try maker.shown(token)
      #expect(try await http.get("/userinfo", once).status == .ok)
      #expect(try await http.get("/userinfo", once).refusal == "invalid_dpop_proof")
      // What nobody knows is nobody's concern.
      #expect(try await http.get("/userinfo", maker.shown(token, ["extra": ["a": 1]])).status == .ok)
    }
  }

  @Test func `every proof that is wrong in one thing is refused at the token endpoint too`() async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider)
      for wrong in try WrongProof.all(maker, token: nil) {
        var headers = HTTPFields.basic("portal")
        headers[.dpop] = wrong.proof
        let refused = try await http.post("/token", [("grant_type", "client_credentials")], headers)
        #expect(refused.status == .badRequest, "\(wrong.name)")
        #expect(refused.refusal == "invalid_dpop_proof", "\(wrong.name)")
      }
    }
  }

  @Test func `every refusal of a sender has a text and a code`() {
    #expect(Set(SenderRefusal.kinds.map(\.label)).count == SenderRefusal.kinds.count)
    for refusal in SenderRefusal.kinds {
      #expect(!refusal.tokenError.description.isEmpty)
      #expect(refusal.tokenError.status == 400)
      #expect(refusal.resourceError.status == 401)
      #expect(refusal.resourceError.challenge != nil)
    }
  }
}
