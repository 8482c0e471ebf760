import ELicence
import IdentityProvider
import JOSE
import OAuth
import Testing

@Suite struct ClientTests {
  @Test func `a redirect address matches byte for byte only`() throws {
    let client = try TestClients.portal()
    #expect(client.redirectURI(matching: "https://portal.example/cb")?.value == "https://portal.example/cb")
    for other in [
      "https://portal.example/cb/", "https://portal.example/cb?x=1", "https://portal.example/CB",
      "https://PORTAL.example/cb", "https://portal.example:443/cb", "https://portal.example/a/../cb",
      "https://portal.example.evil.com/cb", "https://portal.example@evil.com/cb", "https://portal.example/%63b",
      "https://portal.example/cb#", " https://portal.example/cb", "",
    ] { #expect(client.redirectURI(matching: other) == nil) }
    #expect(client.postLogoutRedirectURI(matching: "https://portal.example/bye") != nil)
    #expect(client.postLogoutRedirectURI(matching: "https://portal.example/cb") == nil)
    #expect(client.redirectURI(matching: "https://portal.example/bye") == nil)
  }

  @Test(arguments: [
    "http://portal.example/cb", "https://portal.example/cb#frag", "https://user@portal.example/cb", "/cb",
    "https://*.portal.example/cb", "https://portal.example/a/../cb", "javascript:alert(1)", "https:///cb",
    "https://portal.example/\u{4F60}", "https://portal.example/ cb", "http://localhost/cb", "com.example.app:/cb",
  ])
  func `an unsafe address is not registered`(uri: String) {
    #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(["redirect_uris": [.string(uri)]]) }
    #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(["post_logout_redirect_uris": [.string(uri)]])
    }
  }

  @Test(arguments: ["http://127.0.0.1:8080/cb", "http://[::1]:9/cb?a=b", "https://portal.example"])
  func `a literal loopback address and plain https are registered`(uri: String) throws {
    #expect(try TestClients.portal(["redirect_uris": [.string(uri)]]).redirectURI(matching: uri) != nil)
  }

  @Test(
    arguments: [
      ["client_id": nil], ["client_id": "with space"], ["client_name": nil], ["redirect_uris": []],
      ["token_endpoint_auth_method": "client_secret_jwt"], ["token_endpoint_auth_method": "private_key_jwt"],
      ["grant_types": ["implicit"]], ["grant_types": ["refresh_token"]], ["scope": "open\"id"],
      ["scope": "openid holder.identity"], ["id_token_signed_response_alg": "none"],
      ["id_token_signed_response_alg": "HS256"], ["subject_type": "ephemeral"],
      ["tongzhao_accepted_roles": ["emperor"]], ["tongzhao_accepted_roles": []], ["tongzhao_suspended": "no"],
      ["tongzhao_purose": "办事"], ["client_uri": "ftp://x"], ["tongzhao_access_token_lifetime": 0],
      ["token_endpoint_auth_method": "none", "tongzhao_introspection_audiences": ["x"]],
      ["redirect_uris": ["https://a.example/cb", "https://b.example/cb"]],
      ["jwks": ["keys": [["kty": "oct", "k": "AAAA"]]]],
    ] as [JSONObject])
  func `a registration that is wrong in one member is refused`(changes: JSONObject) {
    #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(changes) }
  }

  @Test func `what is not said is the least`() throws {
    let client = try Client(document: [
      "client_id": "least", "client_name": "最小", "redirect_uris": ["https://least.example:8443/cb"],
    ])
    #expect(client.scopes == [.openID])
    #expect(client.grantTypes == [.authorizationCode])
    #expect(client.idTokenAlgorithm == .rs256)
    #expect(client.subjectType == .public)
    #expect(client.origin == "least.example:8443")
    #expect(client.sector == "least.example")
    #expect(!client.isResourceServer)
    #expect(!client.isPublic)
    #expect(!client.skipsApprovalWithinSession)
    #expect(!client.tokenEndpointAudienceAccepted)
    #expect(client.acceptedRoles == Set(HolderRole.allCases))
  }

  @Test func `a document reads back as the same client`() throws {
    let client = try TestClients.portal(["tongzhao_purpose": "年报", "tongzhao_matter": "annual-report"])
    let again = try Client(document: client.document)
    #expect(again.document == client.document)
    #expect(again.name == LocalizedName(zh: "办事大厅", en: "Service Hall"))
    #expect(again.purpose == LocalizedName(zh: "年报"))
    #expect(again.matter == "annual-report")
  }
}
