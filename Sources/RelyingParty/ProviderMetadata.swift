import JOSE

/// What the provider says of itself in its discovery document (OpenID Connect Discovery 1.0 §3).
public struct ProviderMetadata: Sendable, Hashable {
  /// The provider's address, exactly as configured.
  public let issuer: String
  /// Where browsers are sent to log in.
  public let authorizationEndpoint: String
  /// Where codes and refresh tokens become tokens.
  public let tokenEndpoint: String
  /// Where the provider's public keys are, those of SM2 among them where it has any.
  public let jwksURI: String
  /// Where the claims of an access token are, if offered.
  public let userInfoEndpoint: String?
  /// Where a token is asked about, if offered (RFC 7662).
  public let introspectionEndpoint: String?
  /// Where a token is given back, if offered (RFC 7009).
  public let revocationEndpoint: String?
  /// Where authorization requests are pushed, if offered (RFC 9126).
  public let pushedAuthorizationRequestEndpoint: String?
  /// Where browsers are sent to log out, if offered.
  public let endSessionEndpoint: String?

  /// - Throws: ``RelyingPartyError/issuerMismatch`` unless the document names exactly `issuer`.
  init(document: JSON, expecting issuer: String) throws(RelyingPartyError) {
    guard document["issuer"]?.string?.isExactly(issuer) == true else { throw .issuerMismatch }
    guard let authorization = document["authorization_endpoint"]?.string,
      let token = document["token_endpoint"]?.string, let jwks = document["jwks_uri"]?.string
    else { throw .providerUnavailable("the discovery document lacks an endpoint") }
    self.issuer = issuer
    authorizationEndpoint = authorization
    tokenEndpoint = token
    jwksURI = document["tongzhao_sm2_jwks_uri"]?.string ?? jwks
    userInfoEndpoint = document["userinfo_endpoint"]?.string
    introspectionEndpoint = document["introspection_endpoint"]?.string
    revocationEndpoint = document["revocation_endpoint"]?.string
    pushedAuthorizationRequestEndpoint = document["pushed_authorization_request_endpoint"]?.string
    endSessionEndpoint = document["end_session_endpoint"]?.string
  }
}
