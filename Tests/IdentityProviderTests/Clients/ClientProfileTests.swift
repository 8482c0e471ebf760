import JOSE
import OAuth
import OAuthHTTP
import Testing

@testable import IdentityProvider

/// What a client says of itself, member by member.
@Suite struct ClientProfileTests {
  private static func refusal(_ changes: JSONObject) -> ClientMetadataRejection? {
    do {
      _ = try TestClients.portal(changes)
      return nil
    } catch {
      return error as? ClientMetadataRejection
    }
  }

  @Test func `members of the standards are read`() throws {
    let client = try TestClients.portal([
      "application_type": "web", "contacts": ["wang@portal.example"], "logo_uri": "https://portal.example/logo.png",
      "policy_uri": "https://portal.example/policy", "policy_uri#en": "https://portal.example/en/policy",
      "tos_uri#zh": "https://portal.example/terms", "software_id": "hall", "software_version": "4.1",
      "sector_identifier_uri": "https://sector.example/list", "initiate_login_uri": "https://portal.example/login",
      "default_max_age": 3600, "require_auth_time": true, "default_acr_values": ["urn:tongzhao:acr:same-device:1"],
      "request_uris": ["https://portal.example/request.jwt#digest"], "response_types": ["code"],
      "token_endpoint_auth_signing_alg": "ES256",
    ])
    let profile = client.profile
    #expect(profile.applicationType == .web && profile.contacts == ["wang@portal.example"])
    #expect(profile.logo?.zh.text == "https://portal.example/logo.png")
    #expect(profile.policy?.address(in: .zhHans).text == "https://portal.example/policy")
    #expect(profile.policy?.address(in: .english).text == "https://portal.example/en/policy")
    #expect(profile.terms?.address(in: .english).text == "https://portal.example/terms")
    #expect(profile.softwareID == "hall" && profile.softwareVersion == "4.1")
    #expect(profile.sectorIdentifier?.host == "sector.example" && client.sector == "sector.example")
    #expect(profile.defaultMaxAge == 3600 && profile.requiresAuthTime)
    #expect(profile.defaultACRValues == ["urn:tongzhao:acr:same-device:1"])
    #expect(profile.requestURIs == ["https://portal.example/request.jwt#digest"])
    #expect(client.assertionAlgorithms == [.es256])
  }

  @Test func `an address where a login begins is kept as it is (oidcc-3rd_party-init-login)`() throws {
    let client = try TestClients.portal(["initiate_login_uri": "https://portal.example/login?by=tongzhao"])
    #expect(client.profile.initiateLogin?.text == "https://portal.example/login?by=tongzhao")
    #expect(client.document["initiate_login_uri"] == "https://portal.example/login?by=tongzhao")
  }

  @Test(arguments: ["http://portal.example/login", "http://127.0.0.1:80/login", "https://portal.example/#login"])
  func `and it is https (oidcc-3rd_party-init-login-nohttps)`(address: String) {
    #expect(Self.refusal(["initiate_login_uri": .string(address)])?.member == "initiate_login_uri")
  }

  @Test(
    arguments: [
      ("application_type", "desktop"), ("contacts", "wang"), ("logo_uri", "javascript:alert(1)"),
      ("policy_uri", "http://127.0.0.1/policy"), ("tos_uri#en", "data:text/html,x"), ("default_max_age", -1),
      ("default_max_age", "3600"), ("require_auth_time", "yes"), ("default_acr_values", "0"),
      ("request_uris", ["ftp://portal.example/r"]), ("response_types", ["token"]), ("response_types", []),
      ("token_endpoint_auth_signing_alg", "none"), ("token_endpoint_auth_signing_alg", "HS256"),
      ("sector_identifier_uri", "http://127.0.0.1/sector"), ("jwks_uri", "http://portal.example/jwks"),
      ("jwks_uri", 7), ("software_id", 7),
    ] as [(String, JSON)])
  func `a member that breaks its rule is named`(member: String, value: JSON) {
    #expect(Self.refusal([member: value])?.member == member)
  }

  @Test func `keys stand in one place`() throws {
    let both: JSONObject = ["jwks": ["keys": []], "jwks_uri": "https://portal.example/jwks"]
    #expect(Self.refusal(both) == ClientMetadataRejection("jwks_uri", .inconsistent))
  }

  @Test func `a client without logins has no response type`() throws {
    let machine: JSONObject = [
      "grant_types": ["client_credentials"], "redirect_uris": [], "client_uri": "https://portal.example",
    ]
    #expect(Self.refusal(machine.merging(["response_types": ["code"]]))?.reason == .inconsistent)
    #expect(Self.refusal(machine.merging(["response_types": []])) == nil)
  }

  @Test(arguments: ["http://127.0.0.1/cb", "http://[::1]:9/cb"])
  func `http to this machine is for native applications`(address: String) throws {
    let redirects: JSONObject = ["redirect_uris": [.string(address)]]
    #expect(Self.refusal(redirects.merging(["application_type": "web"]))?.reason == .loopbackOfWeb)
    #expect(Self.refusal(redirects.merging(["application_type": "native"])) == nil)
    #expect(Self.refusal(["redirect_uris": ["com.example.app:/cb"], "application_type": "native"]) != nil)
  }

  @Test func `a native application comes with the port that it is given, and nothing else may differ`() throws {
    let addresses: JSONObject = ["redirect_uris": ["http://127.0.0.1/cb?a=b"], "application_type": "native"]
    let native = try TestClients.app(addresses)
    for port in ["", ":80", ":49152"] {
      let address = "http://127.0.0.1\(port)/cb?a=b"
      #expect(native.redirectURI(matching: address)?.value == address)
    }
    for other in [
      "http://127.0.0.1:49152/cb", "http://127.0.0.1:49152/cb?a=c", "http://127.0.0.2:49152/cb?a=b",
      "http://[::1]:49152/cb?a=b", "https://127.0.0.1:49152/cb?a=b", "http://localhost:49152/cb?a=b",
      "http://127.0.0.1.evil.example:49152/cb?a=b", "http://127.0.0.1@evil.example/cb?a=b",
      "http://127.0.0.1:0x50/cb?a=b", "http://127.0.0.1:49152/x/../cb?a=b",
    ] { #expect(native.redirectURI(matching: other) == nil, "\(other)") }
    let unsaid = try TestClients.app(["redirect_uris": ["http://127.0.0.1/cb?a=b"]])
    #expect(unsaid.redirectURI(matching: "http://127.0.0.1:49152/cb?a=b") == nil)
  }

  @Test func `what the client would have holds where the request does not say`() async throws {
    let portal: JSONObject = [
      "default_max_age": 600, "default_acr_values": ["urn:tongzhao:acr:cross-device:1"],
    ]
    try await LoginHouse.run(portal: portal) { house in
      let browser = TestBrowser(house)
      _ = try await browser.logIn(with: try TestPhone(house))
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      house.clock.advance(by: 601)
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
      #expect(try await browser.authorize(["prompt": "none", "max_age": "3600"]).answered("code") != nil)
    }
  }
}
