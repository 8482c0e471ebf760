import AuditLog
import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What a holder approved is remembered, shown and taken back.
@Suite struct ConsentTests {
  private static let told: JSONObject = ["backchannel_logout_uri": "https://portal.example/backchannel"]

  /// The proof of a holder's key for one request (RFC 9449 §4.2).
  private static func proof(
    _ phone: TestPhone, _ method: String, _ path: String, changing changes: JSONObject = [:], type: String = "dpop+jwt"
  ) throws -> HTTPFields {
    var claims: JSONObject = [
      "jti": .string(Base64URL.encode(Random.bytes(12))), "htm": .string(method),
      "htu": .string(phone.house.issuer.url(path)), "iat": .date(phone.house.now),
    ]
    claims.merge(changes)
    let key = phone.wallet.key
    let proof = try JWS.sign(
      claims, type: type, keyID: nil, with: key, extraHeader: ["jwk": .object(key.verificationKey.jwk)])
    return [HTTPField.Name("DPoP")!: proof]
  }

  private static func listed(_ phone: TestPhone) async throws -> [JSON] {
    let answer = try await phone.house.http.get("/wallet/consents", proof(phone, "GET", "/wallet/consents"))
    return answer.json["consents"]?.array ?? []
  }

  private static func revoke(_ phone: TestPhone, _ id: String) async throws -> TestResponse {
    let path = "/wallet/consents/\(id)/revoke"
    return try await phone.house.http.post(path, [], proof(phone, "POST", path))
  }

  @Test func `the wallet lists what was handed over, by the proof of its key, and nobody else's`() async throws {
    try await LoginHouse.run { house in
      let (phone, other) = (try TestPhone(house), try TestPhone(house))
      _ = try await TestBrowser(house).logIn(with: phone)
      let consents = try await Self.listed(phone)
      #expect(consents.count == 1)
      #expect(consents.first?["client_id"] == "portal")
      #expect(consents.first?["scope"]?.string?.contains("licence") == true)
      #expect(consents.first?["source"] == "holder")
      #expect(try await Self.listed(other).isEmpty)
    }
  }

  @Test func `a consent that is taken back ends the client's access at once, and the client is told`() async throws {
    try await LoginHouse.run(portal: Self.told) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      let id = try #require(try await Self.listed(phone).first?["id"]?.string)
      #expect(try await Self.revoke(try TestPhone(house), id).status == .notFound)
      #expect(try await Self.revoke(phone, id).status == .ok)
      #expect(try await Self.revoke(phone, id).status == .notFound)
      #expect(try await Self.listed(phone).isEmpty)
      let alive = try await house.database.read { try $0.rows("SELECT 1 FROM grants WHERE revoked_at IS NULL").count }
      #expect(alive == 0)
      #expect(try await SQLDeliveryStore(house.database).load().waiting == 1)
      // The session goes on, and the client must ask anew.
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "consent_required")
      let leaf = try #require(try await house.audit.found(.consentRevoked).first)
      #expect(leaf.event.client == "portal" && leaf.event.actor.role == .holder)
    }
  }

  @Test func `what was approved once is not asked again in another session that disclosed as much`() async throws {
    try await LoginHouse.run { house in
      let phone = try TestPhone(house)
      _ = try await TestBrowser(house).logIn(with: phone)
      let browser = TestBrowser(house)
      _ = try await browser.logIn(with: phone, client: "signer")
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      // More than was approved, or another holder's session: asked.
      let more = ["prompt": "none", "scope": "openid licence holder"]
      #expect(try await browser.authorize(more).answered("error") == "consent_required")
      let stranger = TestBrowser(house)
      _ = try await stranger.logIn(with: try TestPhone(house), client: "signer")
      #expect(try await stranger.authorize(["prompt": "none"]).answered("error") == "consent_required")
      // The client may insist.
      #expect(try await browser.authorize(["prompt": "consent"]).location.contains("/sign-in/"))
    }
  }

  @Test func `who acts is asked each time, whatever was approved before and elsewhere`() async throws {
    try await LoginHouse.run(portal: try ResponseProtectionTests.identity()) { house in
      let other = try TestClients.client("registry", try ResponseProtectionTests.identity())
      try await house.clientStore.save(other, secret: nil, at: house.now)
      let phone = try TestPhone(house)
      let asking = ["scope": "openid holder holder.identity"]
      // Approved for the portal before, and disclosed as much to another client in this session.
      _ = try await TestBrowser(house).logIn(with: phone, asking)
      let browser = TestBrowser(house)
      _ = try await browser.logIn(with: phone, asking, client: "registry")
      let silent = asking.merging(["prompt": "none"]) { $1 }
      #expect(try await browser.authorize(silent).answered("error") == "consent_required")
      #expect(try await browser.authorize(asking).location.contains("/sign-in/"))
      // All but the identity is spared.
      let rest = ["prompt": "none", "scope": "openid holder"]
      #expect(try await browser.authorize(rest).answered("code") != nil)
    }
  }

  @Test(
    arguments: [
      (["htm": "POST"], "dpop+jwt"), (["htu": "https://login.example/wallet/other"], "dpop+jwt"),
      (["iat": 1], "dpop+jwt"),
      (["iat": 9_999_999_999], "dpop+jwt"), (["jti": .null], "dpop+jwt"), ([:], "JWT"),
    ] as [(JSONObject, String)])
  func `a proof for another request, of another time or of another kind is refused`(changes: JSONObject, type: String)
    async throws
  {
    try await LoginHouse.run { house in
      let phone = try TestPhone(house)
      let headers = try Self.proof(phone, "GET", "/wallet/consents", changing: changes, type: type)
      let refused = try await house.http.get("/wallet/consents", headers)
      #expect(refused.status == .forbidden)
      #expect(refused.json["consents"] == nil)
    }
  }

  @Test func `without a proof nothing is listed`() async throws {
    try await LoginHouse.run { house async throws in
      #expect(try await house.http.get("/wallet/consents").status == .forbidden)
      #expect(try await house.http.post("/wallet/consents/x/revoke", []).status == .notFound)
    }
  }

  @Test func `the page of the session shows it, and takes it back only by its own form`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.get("/consents").text.contains("<form") == false)
      _ = try await browser.logIn(with: phone)
      let page = try await browser.get("/consents")
      #expect(page.text.contains("办事大厅"))
      let form = try #require(page.text.firstMatch(of: /action="([^"]+)".*?name="confirmation" value="([^"]+)"/))
      let other = TestBrowser(house)
      _ = try await other.logIn(with: try TestPhone(house), prompt: "login")
      for (visitor, confirmation) in [(browser, "x"), (other, String(form.2))] {
        _ = try await visitor.post(String(form.1), [("confirmation", confirmation)])
        #expect(try await Self.listed(phone).count == 1)
      }
      let answer = try await browser.post(String(form.1), [("confirmation", String(form.2))])
      #expect(answer.status == .seeOther)
      #expect(try await Self.listed(phone).isEmpty)
      // A legal representative sees the enterprise's others, so the page need not be empty.
      let after = try await browser.get("/consents?lang=en").text
      #expect(!after.contains(String(form.1)))
      #expect(after.contains("Sites that you approved"))
    }
  }

  @Test func `a policy says on what it stands, and nothing where there is none`() throws {
    let skips: JSONObject = ["tongzhao_skips_approval_within_session": true]
    let named = try TestClients.portal(skips.merging(["tongzhao_approval_policy": "济源数据局〔2026〕12号"]))
    #expect(named.approvalPolicy == "济源数据局〔2026〕12号")
    #expect(!ClientRisk.risks(of: named).contains(.approvalWithoutPolicy))
    #expect(ClientRisk.risks(of: try TestClients.portal(skips)).contains(.approvalWithoutPolicy))
    #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(["tongzhao_approval_policy": "without a reason"])
    }
  }
}
