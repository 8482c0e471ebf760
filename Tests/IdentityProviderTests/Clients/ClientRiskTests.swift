import ELicence
import IdentityProvider
import JOSE
import OAuth
import Testing

@Suite struct ClientRiskTests {
  /// A registration with nothing to say against.
  private static func careful(_ changes: JSONObject = [:]) throws -> Client {
    var document = ClientTemplate.establishment.document.object ?? [:]
    for (name, value) in changes {
      if case .null = value { document[name] = nil } else { document[name] = value }
    }
    return try Client(document: .object(document))
  }

  @Test func `a careful registration has no risk`() throws {
    #expect(ClientRisk.risks(of: try Self.careful()).isEmpty)
  }

  @Test(
    arguments: [
      (["token_endpoint_auth_method": "none"], .publicClient),
      (["token_endpoint_auth_method": "client_secret_basic"], .sharedSecret),
      (["token_endpoint_auth_method": "client_secret_post"], .secretInForm),
      (["jwks": nil, "jwks_uri": "https://elsewhere.example/jwks"], .keysElsewhere),
      (["tongzhao_self_registered": true], .selfRegistered),
      (
        [
          "redirect_uris": ["https://a.example/cb", "https://b.example/cb"], "tongzhao_sector": "a.example",
        ], .secretInManyPlaces
      ),
      (["redirect_uris": ["http://127.0.0.1:9/cb"]], .plainLoopback),
      (["scope": "openid offline_access"], .longLivedRefresh),
      (["tongzhao_accepted_roles": nil], .everyRole),
      (["tongzhao_accepted_roles": ["agent"]], .agentWithoutMatter),
      (["subject_type": "public"], .publicSubject),
      (["scope": "openid licence.particulars"], .manyParticulars),
      (["tongzhao_purpose": nil, "tongzhao_purpose#en": nil], .noPurpose),
      (["tongzhao_skips_approval_within_session": true], .approvalWithoutPolicy),
      (
        ["tongzhao_skips_approval_within_session": true, "tongzhao_approval_policy": "decision 12"], .noApproval
      ),
      (["grant_types": ["authorization_code", "client_credentials"]], .noAudience),
      (["tongzhao_token_endpoint_audience_accepted": true], .legacyAudience),
      (
        [
          "grant_types": ["client_credentials"], "redirect_uris": nil, "tongzhao_audiences": ["https://api.example"],
        ], .unusedScopes
      ),
      (
        [
          "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"],
          "backchannel_token_delivery_mode": "poll",
        ], .clerkAsks
      ),
    ] as [(JSONObject, ClientRisk)])
  func `each risky choice is named, and only that`(changes: JSONObject, risk: ClientRisk) throws {
    #expect(ClientRisk.risks(of: try Self.careful(changes)) == [risk])
    #expect(!risk.explanation.isEmpty)
  }

  @Test(
    arguments: [
      ["jwks": nil, "jwks_uri": "https://portal.example/jwks"],
      ["redirect_uris": ["http://127.0.0.1/cb"], "application_type": "native"],
    ] as [JSONObject])
  func `keys beside the site are no risk, and this machine is none of a native application`(changes: JSONObject) throws
  {
    #expect(ClientRisk.risks(of: try Self.careful(changes)).isEmpty)
  }

  @Test(arguments: ClientTemplate.allCases)
  func `a template can be registered and asks for no more than it says`(template: ClientTemplate) throws {
    let client = try Client(document: template.document)
    #expect(client.scopes.text == template.scope.names)
    #expect(!client.scopes.contains(.offlineAccess))
    let risks = ClientRisk.risks(of: client)
    #expect(risks == (template == .bankAccount ? [.manyParticulars] : []))
    #expect(client.acceptedRoles.contains(.agent) == (client.matter != nil))
  }
}
