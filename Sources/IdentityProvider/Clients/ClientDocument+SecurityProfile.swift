import JOSE
import OAuth
import OAuthHTTP

extension ClientDocument {
  /// The profile that the client asks to be held to, once its registration keeps to it: a member that says otherwise is
  /// refused rather than overruled.
  ///
  /// FAPI 2.0 Security Profile §5.3.2.1, §5.3.2.2, §5.4.1. What it asks of requests and tokens is kept where they are
  /// judged; what holds for every client (code only, PKCE, codes of half a minute, no rotation for whoever proves
  /// himself) needs no registration.
  func securityProfile(
    of method: ClientAuthenticationMethod, grantTypes: Set<GrantType>, redirects: [WebAddress]
  ) throws(ClientMetadataRejection) -> SecurityProfile? {
    let member = "tongzhao_profile"
    guard let name = try string(member) else { return nil }
    guard let profile = SecurityProfile(rawValue: name) else { throw .init(member, .unsupported) }
    // 1. It is confidential, and proves itself by a key or a certificate (§5.3.2.1, 3 and 6).
    switch method {
    case .none, .clientSecretBasic, .clientSecretPost: throw .init("token_endpoint_auth_method", .inconsistent)
    case .privateKeyJWT, .tlsClientAuth, .selfSignedTLSClientAuth: break
    }
    // 2. Its tokens are bound (§5.3.2.1, 4 and 5). Either binding will do; the one that needs nothing but a key is named.
    guard try senderConstraint() != .none else { throw .init("dpop_bound_access_tokens", .missing) }
    // 3. Its assertions are for the issuer and nothing else (§5.3.2.1, 8).
    let audience = "tongzhao_token_endpoint_audience_accepted"
    guard try !flag(audience) else { throw .init(audience, .inconsistent) }
    // 4. Its answers travel encrypted; to the machine itself for a native application only (§5.3.2.2, 8).
    let isNative = try string("application_type") == ApplicationType.native.rawValue
    guard isNative || redirects.allSatisfy(\.authority.isSecure) else {
      throw .init("redirect_uris", .loopbackOfWeb)
    }
    // 5. Nothing is signed by RS256, on either side (§5.4.1).
    for member in Self.signing {
      guard let algorithm = try string(member).flatMap({ SignatureAlgorithm(rawValue: $0) }) else { continue }
      guard SecurityProfile.admits(algorithm, under: profile) else { throw .init(member, .inconsistent) }
    }
    // ID tokens are RS256 where nothing is said (OpenID Connect Registration §2).
    if grantTypes.contains(where: \.givesIDTokens), try string("id_token_signed_response_alg") == nil {
      throw .init("id_token_signed_response_alg", .inconsistent)
    }
    return profile
  }

  /// The members that name a signature, of the client's or of ours.
  private static let signing = [
    "token_endpoint_auth_signing_alg", "request_object_signing_alg", "id_token_signed_response_alg",
    "userinfo_signed_response_alg", "authorization_signed_response_alg", "introspection_signed_response_alg",
    "tongzhao_access_token_signed_response_alg",
  ]
}
