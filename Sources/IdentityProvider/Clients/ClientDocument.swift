import ELicence
import JOSE
import OAuth
import OAuthHTTP

/// Reads the members of a registration, each by its own rule.
struct ClientDocument {
  let members: JSONObject

  init(_ document: JSON) throws(ClientMetadataRejection) {
    guard let members = document.object else { throw .init("client", .malformed) }
    self.members = members
  }

  func clientID() throws(ClientMetadataRejection) -> ClientID {
    guard let text = try string("client_id") else { throw .init("client_id", .missing) }
    guard let id = ClientID(text) else { throw .init("client_id", .malformed) }
    return id
  }

  func authentication(_ keys: ClientKeySource) throws(ClientMetadataRejection) -> ClientAuthenticationMethod {
    let member = "token_endpoint_auth_method"
    // RFC 7591 §2: client_secret_basic when it is left out.
    switch try string(member) ?? "client_secret_basic" {
    case "none": return .none
    case "client_secret_basic": return .clientSecretBasic
    case "client_secret_post": return .clientSecretPost
    case "private_key_jwt":
      guard keys != .absent else { throw .init("jwks", .missing) }
      return .privateKeyJWT
    case "tls_client_auth": return .tlsClientAuth(try certificateName())
    case "self_signed_tls_client_auth":
      guard keys != .absent else { throw .init("jwks", .missing) }
      return .selfSignedTLSClientAuth
    default: throw .init(member, .unsupported)
    }
  }

  func grantTypes(for method: ClientAuthenticationMethod) throws(ClientMetadataRejection) -> Set<GrantType> {
    let member = "grant_types"
    guard members[member] != nil else { return [.authorizationCode] }
    var types: Set<GrantType> = []
    for name in try strings(member) {
      guard let type = GrantType(rawValue: name), type != .preAuthorizedCode else { throw .init(member, .unsupported) }
      types.insert(type)
    }
    // RFC 6749 §4.4: client credentials are for clients that have some, and who acts for others proves who it is; a refresh token follows from a code.
    if case .none = method, !types.isDisjoint(with: [.clientCredentials, .tokenExchange]) {
      throw .init(member, .inconsistent)
    }
    if types.contains(.refreshToken), types.isDisjoint(with: [.authorizationCode, .deviceCode, .ciba]) {
      throw .init(member, .inconsistent)
    }
    return types
  }

  func scopes() throws(ClientMetadataRejection) -> ScopeSet {
    // Least when nothing is said: never "all".
    guard let text = try string("scope") else { return [.openID] }
    guard let scopes = ScopeSet(parsing: text) else { throw .init("scope", .malformed) }
    return scopes
  }

  func algorithm(
    _ member: String, default standard: SignatureAlgorithm
  ) throws(ClientMetadataRejection) -> SignatureAlgorithm {
    guard let name = try string(member) else { return standard }
    guard let algorithm = SignatureAlgorithm(rawValue: name), algorithm == .sm2 || Self.signatures.contains(algorithm)
    else {
      throw .init(member, .unsupported)
    }
    return algorithm
  }

  /// What this server signs by; SM2 beside them where there are keys of it (``SignatureOffer``).
  static let signatures: [SignatureAlgorithm] = [.rs256, .es256, .edDSA]

  func subjectType() throws(ClientMetadataRejection) -> SubjectType {
    switch try string("subject_type") {
    case nil, "public": return .public
    case "pairwise": return .pairwise
    case .some: throw .init("subject_type", .unsupported)
    }
  }

  func sector(
    _ redirects: [WebAddress], identifier: WebAddress?, origin: String
  ) throws(ClientMetadataRejection) -> String {
    if let sector = try string("tongzhao_sector") { return sector }
    if let identifier { return identifier.host }
    let hosts = Set(redirects.map(\.host))
    // OpenID Connect Core §8.1: with several hosts nobody can guess which one names the sector.
    guard hosts.count <= 1 else { throw .init("tongzhao_sector", .missing) }
    return hosts.first ?? origin
  }

  func origin(_ redirects: [WebAddress]) throws(ClientMetadataRejection) -> String {
    if let text = try string("client_uri") {
      guard let address = WebAddress(text) else { throw .init("client_uri", .unsafeAddress) }
      return address.displayName
    }
    return redirects.first?.displayName ?? ""
  }

  func roles() throws(ClientMetadataRejection) -> Set<HolderRole> {
    let member = "tongzhao_accepted_roles"
    guard members[member] != nil else { return Set(HolderRole.allCases) }
    var roles: Set<HolderRole> = []
    for name in try strings(member) {
      guard let role = HolderRole(rawValue: name) else { throw .init(member, .unknown) }
      roles.insert(role)
    }
    guard !roles.isEmpty else { throw .init(member, .missing) }
    return roles
  }

  func accessTokenLifetime() throws(ClientMetadataRejection) -> Int {
    let member = "tongzhao_access_token_lifetime"
    guard let value = members[member] else { return TokenLifetimes.longestAccessToken }
    guard let seconds = value.integer, (30...Int64(TokenLifetimes.longestAccessToken)).contains(seconds) else {
      throw .init(member, .malformed)
    }
    return Int(seconds)
  }

  func addresses(_ member: String) throws(ClientMetadataRejection) -> [WebAddress] {
    var addresses: [WebAddress] = []
    for text in try strings(member) {
      guard let address = WebAddress(text) else { throw .init(member, .unsafeAddress) }
      addresses.append(address)
    }
    return addresses
  }

  func requiredName(_ member: String) throws(ClientMetadataRejection) -> LocalizedName {
    guard let name = try name(member) else { throw .init(member, .missing) }
    return name
  }

  /// RFC 7591 §2.2: `client_name#en` is the English form.
  func name(_ member: String) throws(ClientMetadataRejection) -> LocalizedName? {
    let english = try string("\(member)#en")
    let chinese = try string("\(member)#zh")
    let plain = try string(member)
    return (chinese ?? plain ?? english).map { LocalizedName(zh: $0, en: english) }
  }

  func flag(_ member: String) throws(ClientMetadataRejection) -> Bool {
    guard let value = members[member] else { return false }
    guard let flag = value.bool else { throw .init(member, .malformed) }
    return flag
  }

  func string(_ member: String) throws(ClientMetadataRejection) -> String? {
    guard let value = members[member] else { return nil }
    guard let text = value.string, (1...2_000).contains(text.utf8.count),
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { throw .init(member, .malformed) }
    return text
  }

  func strings(_ member: String) throws(ClientMetadataRejection) -> [String] {
    guard let value = members[member] else { return [] }
    guard let array = value.array, array.count <= 64 else { throw .init(member, .malformed) }
    var texts: [String] = []
    for element in array {
      guard let text = element.string, !text.isEmpty else { throw .init(member, .malformed) }
      texts.append(text)
    }
    return texts
  }

  /// A misspelt extension would silently do nothing; members of other standards may stand there for others.
  func requireOnlyKnownExtensions() throws(ClientMetadataRejection) {
    for name in members.names where name.hasPrefix("tongzhao_") {
      let base = name.split(separator: "#").first.map(String.init) ?? name
      guard Self.extensions.contains(base) else { throw .init(name, .unknown) }
    }
  }

  private static let extensions: Set<String> = [
    "tongzhao_door",
    "tongzhao_purpose", "tongzhao_access_token_signed_response_alg", "tongzhao_sector", "tongzhao_audiences",
    "tongzhao_introspection_audiences", "tongzhao_requires_same_device", "tongzhao_requires_shared_computer_mode",
    "tongzhao_accepted_roles", "tongzhao_matter", "tongzhao_skips_approval_within_session",
    "tongzhao_approval_policy",
    "tongzhao_token_endpoint_audience_accepted", "tongzhao_access_token_lifetime", "tongzhao_suspended",
    "tongzhao_identity_approval", "tongzhao_identity_legal_basis", "tongzhao_self_registered",
    "tongzhao_may_exchange_for", "tongzhao_profile", "tongzhao_device_scopes",
    "tongzhao_dpop_signing_alg", "tongzhao_audience_access_token_alg",
    "tongzhao_requires_dpop_nonce", "tongzhao_id_token_lifetime", "tongzhao_refresh_token_lifetime",
  ]
}
