import JOSE
import OAuth
import OAuthHTTP

extension ClientDocument {
  /// What the client says of itself, each member by the rule of the standard that has it.
  func profile(redirects: [WebAddress], grantTypes: Set<GrantType>) throws(ClientMetadataRejection) -> ClientProfile {
    try requireResponseTypes(for: grantTypes)
    return ClientProfile(
      applicationType: try applicationType(redirects), contacts: try strings("contacts"),
      logo: try localizedAddress("logo_uri"), policy: try localizedAddress("policy_uri"),
      terms: try localizedAddress("tos_uri"), softwareID: try string("software_id"),
      softwareVersion: try string("software_version"), sectorIdentifier: try secureAddress("sector_identifier_uri"),
      initiateLogin: try secureAddress("initiate_login_uri"), defaultMaxAge: try defaultMaxAge(),
      requiresAuthTime: try flag("require_auth_time"), defaultACRValues: try strings("default_acr_values"),
      requestURIs: try requestURIs(), assertionAlgorithm: try assertionAlgorithm())
  }

  /// Where the keys are. Both places at once would leave open which one counts (RFC 7591 §2).
  func keys() throws(ClientMetadataRejection) -> ClientKeySource {
    let address = try address("jwks_uri")
    guard let document = members["jwks"] else { return address.map { .at($0) } ?? .absent }
    guard address == nil else { throw .init("jwks_uri", .inconsistent) }
    do throws(JWKRejection) {
      return .listed(try ClientKeySet(parsing: document))
    } catch {
      throw .init("jwks", error == .privateKeyPresent ? .secretKey : .malformed)
    }
  }

  private func applicationType(_ redirects: [WebAddress]) throws(ClientMetadataRejection) -> ApplicationType? {
    let member = "application_type"
    guard let name = try string(member) else { return nil }
    guard let type = ApplicationType(rawValue: name) else { throw .init(member, .unsupported) }
    switch type {
    case .web: guard redirects.allSatisfy(\.authority.isSecure) else { throw .init("redirect_uris", .loopbackOfWeb) }
    case .native: break
    }
    return type
  }

  /// `response_types` says no other than what follows from `grant_types` (RFC 7591 §2.1).
  private func requireResponseTypes(for grantTypes: Set<GrantType>) throws(ClientMetadataRejection) {
    let member = "response_types"
    guard members[member] != nil else { return }
    let types = try strings(member)
    guard types.allSatisfy({ ResponseType(rawValue: $0) != nil }) else { throw .init(member, .unsupported) }
    guard types.isEmpty != grantTypes.contains(.authorizationCode) else { throw .init(member, .inconsistent) }
  }

  private func defaultMaxAge() throws(ClientMetadataRejection) -> Int? {
    let member = "default_max_age"
    guard let value = members[member] else { return nil }
    guard let seconds = value.integer, (0...Int64(Int32.max)).contains(seconds) else { throw .init(member, .malformed) }
    return Int(seconds)
  }

  private func assertionAlgorithm() throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    let member = "token_endpoint_auth_signing_alg"
    guard let name = try string(member) else { return nil }
    guard let algorithm = SignatureAlgorithm(rawValue: name), SecurityProfile.admits(algorithm, under: nil) else {
      throw .init(member, .unsupported)
    }
    return algorithm
  }

  /// The digest of the content may stand in the fragment (OpenID Connect Core §6.2), which is never sent.
  private func requestURIs() throws(ClientMetadataRejection) -> [String] {
    let member = "request_uris"
    let texts = try strings(member)
    for text in texts {
      let address = text.firstIndex(of: "#").map { String(text[..<$0]) } ?? text
      guard text.utf8.count <= 512, WebAddress(address) != nil else { throw .init(member, .unsafeAddress) }
    }
    return texts
  }

  /// RFC 7591 §2.2: `policy_uri#en` is for who reads English; the plain one is for everybody.
  private func localizedAddress(_ member: String) throws(ClientMetadataRejection) -> LocalizedAddress? {
    let (chinese, plain) = (try secureAddress("\(member)#zh"), try secureAddress(member))
    let english = try secureAddress("\(member)#en")
    guard let zh = chinese ?? plain ?? english, let en = english ?? plain ?? chinese else { return nil }
    return LocalizedAddress(zh: zh, en: en)
  }

  /// An address that is https, without exception for this machine.
  private func secureAddress(_ member: String) throws(ClientMetadataRejection) -> WebAddress? {
    guard let address = try address(member) else { return nil }
    guard address.authority.isSecure else { throw .init(member, .notSecure) }
    return address
  }

  func address(_ member: String) throws(ClientMetadataRejection) -> WebAddress? {
    guard let text = try string(member) else { return nil }
    guard let address = WebAddress(text) else { throw .init(member, .unsafeAddress) }
    return address
  }
}
