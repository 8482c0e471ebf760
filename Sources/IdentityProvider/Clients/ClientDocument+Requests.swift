import JOSE

extension ClientDocument {
  /// The members about authorization requests and their answers (RFC 9101 §10.5, RFC 9126 §6, JARM §3).
  func requests(
    by method: ClientAuthenticationMethod, keys: ClientKeySource, idTokens: SignatureAlgorithm
  ) throws(ClientMetadataRejection) -> RequestRegistration {
    let profile = try securityProfile(of: method, idTokens: idTokens)
    return RequestRegistration(
      requiresPushed: try flag("require_pushed_authorization_requests") || profile == .fapi2,
      requiresSigned: try flag("require_signed_request_object"),
      algorithm: try admitted("request_object_signing_alg", under: profile),
      responseAlgorithm: try algorithm(
        "authorization_signed_response_alg", default: profile == .fapi2 ? .es256 : .rs256),
      responseEncryption: try encryption(of: "authorization", to: keys), profile: profile)
  }

  /// FAPI 2.0 Security Profile §5.3.2.1, §5.4.1: a client of the profile proves itself by a key, its tokens are bound to
  /// one, and nothing is signed by RS256.
  private func securityProfile(
    of method: ClientAuthenticationMethod, idTokens: SignatureAlgorithm
  ) throws(ClientMetadataRejection) -> SecurityProfile? {
    let member = "tongzhao_profile"
    guard let name = try string(member) else { return nil }
    guard let profile = SecurityProfile(rawValue: name) else { throw .init(member, .unsupported) }
    switch method {
    case .none, .clientSecretBasic, .clientSecretPost: throw .init("token_endpoint_auth_method", .inconsistent)
    case .privateKeyJWT, .tlsClientAuth, .selfSignedTLSClientAuth: break
    }
    // Either binding will do; the one that needs nothing but a key is named.
    guard try senderConstraint() != .none else { throw .init("dpop_bound_access_tokens", .missing) }
    _ = try admitted("token_endpoint_auth_signing_alg", under: profile)
    guard SecurityProfile.admits(idTokens, under: profile) else {
      throw .init("id_token_signed_response_alg", .inconsistent)
    }
    return profile
  }

  /// An algorithm that the client signs by. `none` is none: an unsigned request object says nothing that the query does
  /// not.
  private func admitted(
    _ member: String, under profile: SecurityProfile?
  ) throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    guard let name = try string(member) else { return nil }
    guard let algorithm = SignatureAlgorithm(rawValue: name), SecurityProfile.admits(algorithm, under: nil) else {
      throw .init(member, .unsupported)
    }
    guard SecurityProfile.admits(algorithm, under: profile) else { throw .init(member, .inconsistent) }
    return algorithm
  }
}
