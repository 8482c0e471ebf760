import JOSE
import OAuth
import OAuthHTTP

/// What becomes of what software says of itself: a client with the least rights, or a refusal.
struct RegistrationRules {
  let terms: RegistrationTerms
  let publishers: [SoftwarePublisher]
  let signatures: SignatureOffer

  /// The members that are taken; whatever else is sent is ignored (RFC 7591 §2). One whose standard this server comes to
  /// serve is added here.
  static let members: Set<String> = [
    "redirect_uris", "token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "grant_types", "response_types",
    "client_name", "client_uri", "logo_uri", "scope", "contacts", "tos_uri", "policy_uri", "jwks_uri", "jwks",
    "software_id", "software_version", "software_statement", "application_type", "sector_identifier_uri",
    "subject_type", "id_token_signed_response_alg", "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc", "userinfo_signed_response_alg", "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc", "default_max_age", "require_auth_time", "default_acr_values",
    "initiate_login_uri", "request_uris", "post_logout_redirect_uris", "require_pushed_authorization_requests",
    "require_signed_request_object", "request_object_signing_alg", "authorization_signed_response_alg",
    "authorization_encrypted_response_alg", "authorization_encrypted_response_enc", "backchannel_logout_uri",
    "backchannel_logout_session_required", "frontchannel_logout_uri", "frontchannel_logout_session_required",
    "dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens", "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns", "tls_client_auth_san_uri", "tls_client_auth_san_ip", "tls_client_auth_san_email",
  ]
  /// Of our own members, those that only take rights away or say what people read.
  static let extensions: Set<String> = [
    "tongzhao_purpose", "tongzhao_accepted_roles", "tongzhao_requires_same_device",
    "tongzhao_requires_shared_computer_mode", "tongzhao_access_token_lifetime",
    "tongzhao_access_token_signed_response_alg", "tongzhao_profile", "tongzhao_dpop_signing_alg",
  ]
  static let selfRegistered = "tongzhao_self_registered"
  private static let largest = 16 * 1024
  private static let longestName = 80

  /// The client that asks to be registered so.
  func client(
    _ asked: JSONObject, id: ClientID, at now: NumericDate
  ) throws(RegistrationRefusal) -> Client {
    // 1. A publisher's word counts before the client's own.
    var said = asked
    if let statement = asked["software_statement"]?.string {
      said.merge(try SoftwareStatement(statement, of: publishers, at: now).metadata)
      said["software_statement"] = .string(statement)
    }
    // 2. What can be registered, and what follows where nothing is said.
    var document = try taken(said)
    document["client_id"] = .string(id.value)
    document[Self.selfRegistered] = true
    complete(&document)
    guard document.serialized().count <= Self.largest else { throw .tooLarge }
    // 3. Within the terms.
    try requireTerms(document)
    try requireReadableNames(document)
    // 4. Each member by its own rule.
    do throws(ClientMetadataRejection) {
      let client = try Client(document: .object(document))
      try signatures.require(for: client)
      return client
    } catch {
      throw .metadata(error)
    }
  }

  /// Whether a registration is the client's own to change: no operator has given it anything.
  static func isSelfManaged(_ client: Client) -> Bool {
    client.isSelfRegistered
      && (client.document.object ?? [:]).names.allSatisfy { name in
        !name.hasPrefix("tongzhao_") || name == selfRegistered || extensions.contains(base(name))
      }
  }

  private func taken(_ said: JSONObject) throws(RegistrationRefusal) -> JSONObject {
    var document = JSONObject()
    for (name, value) in said where value != .null {
      let base = Self.base(name)
      if Self.members.contains(base) || Self.extensions.contains(base) {
        document[name] = value
      } else if name.hasPrefix("tongzhao_") {
        throw .operatorOnly(name)
      }
    }
    return document
  }

  /// The standards' defaults, written out, because the client is told what was registered (RFC 7591 §3.2.1).
  private func complete(_ document: inout JSONObject) {
    let standard: JSONObject = [
      "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code"],
      "response_types": ["code"], "application_type": "web", "scope": .string(terms.scopes.text),
    ]
    for (name, value) in standard where document[name] == nil { document[name] = value }
    let isNamed = ["client_name", "client_name#zh", "client_name#en"].contains { document[$0] != nil }
    if !isNamed, let host = hosts("redirect_uris", of: document).first { document["client_name"] = .string(host) }
  }

  private func requireTerms(_ document: JSONObject) throws(RegistrationRefusal) {
    let grants = document["grant_types"]?.array ?? []
    guard grants.allSatisfy({ ["authorization_code", "refresh_token"].contains($0) }) else { throw .grantTypes }
    if let scopes = document["scope"]?.string.flatMap({ ScopeSet(parsing: $0) }), !scopes.isSubset(of: terms.scopes) {
      throw .scopes(allowed: terms.scopes)
    }
    let redirects = hosts("redirect_uris", of: document)
    let all = redirects + hosts("post_logout_redirect_uris", of: document)
    guard terms.redirectHosts.isEmpty || all.allSatisfy(terms.redirectHosts.contains) else {
      throw .redirectHosts(allowed: terms.redirectHosts)
    }
    // The page names it as the address of who asks: it must not be somebody else's.
    if let site = document["client_uri"]?.string.flatMap({ WebAddress($0) }), !redirects.contains(site.host) {
      throw .foreignSite
    }
  }

  /// People see these; nobody of ours has looked at them.
  private func requireReadableNames(_ document: JSONObject) throws(RegistrationRefusal) {
    for (name, value) in document where ["client_name", "tongzhao_purpose"].contains(Self.base(name)) {
      guard let text = value.string else { continue }
      let isVisible = text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
      }
      guard isVisible, text.count <= Self.longestName else { throw .unreadableName(name) }
    }
  }

  private func hosts(_ member: String, of document: JSONObject) -> [String] {
    (document[member]?.array ?? []).compactMap { $0.string.flatMap { WebAddress($0) }?.host }
  }

  /// The name without its language (RFC 7591 §2.2).
  static func base(_ name: String) -> String { String(name.prefix { $0 != "#" }) }
}
