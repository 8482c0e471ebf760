import JOSE
import OAuth
import OAuthHTTP

extension ClientDocument {
  /// The members about authorization requests and their answers (RFC 9101 §10.5, RFC 9126 §6, JARM §3).
  func requests(
    by method: ClientAuthenticationMethod, keys: ClientKeySource, grantTypes: Set<GrantType>, redirects: [WebAddress]
  ) throws(ClientMetadataRejection) -> RequestRegistration {
    let profile = try securityProfile(of: method, grantTypes: grantTypes, redirects: redirects)
    return RequestRegistration(
      requiresPushed: try flag("require_pushed_authorization_requests") || profile == .fapi2,
      requiresSigned: try flag("require_signed_request_object"),
      algorithm: try admitted("request_object_signing_alg", under: profile),
      responseAlgorithm: try algorithm(
        "authorization_signed_response_alg", default: SecurityProfile.usualSignature(under: profile)),
      responseEncryption: try encryption(of: "authorization", to: keys), profile: profile)
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
