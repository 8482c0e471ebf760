import ArgumentParser
import JOSE

/// Makes this portal's key at first run and prints what the operator of the identity provider registers.
struct Register: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print this portal's client metadata (RFC 7591).")

  @Option(help: "The portal's public address.") var url: String
  @Option(help: "The folder that keeps the portal's key.") var state: String
  @Option(help: "The portal's identifier.") var clientID = "demo-portal"
  @OptionGroup var signature: SignatureOption
  @Flag(help: "Be told of logouts in the person's browser too.") var frontChannel = false

  func run() throws {
    let key = try PortalKey.opened(in: state, by: signature.algorithm)
    var document: JSONObject = [
      "client_id": .string(clientID),
      "client_name": "济源政务服务网",
      "client_name#en": "Jiyuan Government Services",
      "client_uri": .string(url),
      "redirect_uris": [.string(url + "/callback")],
      "post_logout_redirect_uris": [.string(url + "/logged-out")],
      "backchannel_logout_uri": .string(url + "/backchannel-logout"),
      "backchannel_logout_session_required": true,
      "grant_types": ["authorization_code", "refresh_token"],
      "response_types": ["code"],
      "token_endpoint_auth_method": "private_key_jwt",
      "token_endpoint_auth_signing_alg": .string(signature.name),
      "jwks": ["keys": [key.publicJWK]],
      "scope": "openid licence licence.particulars holder",
      "id_token_signed_response_alg": .string(signature.name),
      "tongzhao_purpose": "企业办事登录",
      "tongzhao_purpose#en": "Log in to services for enterprises",
      "tongzhao_audiences": ["demo-department"],
    ]
    if signature.algorithm == .sm2 { document["userinfo_signed_response_alg"] = .string(signature.name) }
    // Others may send a browser here to log in, by https only (OpenID Connect Registration §2).
    if url.hasPrefix("https://") { document["initiate_login_uri"] = .string(url + "/initiate-login") }
    if frontChannel {
      document["frontchannel_logout_uri"] = .string(url + "/frontchannel-logout")
      document["frontchannel_logout_session_required"] = true
    }
    print(JSON.object(document).text)
  }
}
