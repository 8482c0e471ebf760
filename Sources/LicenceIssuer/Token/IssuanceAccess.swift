import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// Who is calling, at an endpoint that takes an access token of the licence issuer.
struct IssuanceAccess: Sendable {
  let grant: IssuanceGrant
  let token: SecretDigest<IssuanceTokenSecret>

  /// Takes the access token from the header and from nowhere else (RFC 6750 §2.1): in an address it would end in logs.
  static func authorize(
    _ request: Request, grants: any IssuanceGrantStore, at now: NumericDate
  ) async throws -> IssuanceAccess {
    let query = try queryParameters(of: request)
    guard case .bearer(let presented) = try AuthorizationHeader(of: request) else { throw OAuthError.missingToken }
    guard !query.contains("access_token") else {
      throw OAuthError(.invalidRequest, "send the access token in the Authorization header only")
    }
    guard let token = BearerSecret<IssuanceTokenSecret>(presented: presented)?.digest,
      let grant = try await grants.grant(access: token, at: now)
    else { throw OAuthError(.invalidToken, "the access token is expired, revoked or unknown; refresh it") }
    return IssuanceAccess(grant: grant, token: token)
  }
}
