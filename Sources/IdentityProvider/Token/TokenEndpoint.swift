package import JOSE
package import OAuth
package import OAuthHTTP

// The Token room answers POST /token: it authenticates the client, redeems a code or a refresh token, issues.
// Grants come from SignIn and Authorization; what is issued here is looked at by Introspection and UserInfo.
// Access tokens are JWTs and stored nowhere: each names its grant.

/// POST /token (RFC 6749 §3.2).
package struct TokenEndpoint: Room {
  private let issuer: TokenIssuer
  private let authentication: ClientAuthentication
  private let codes: AuthorizationCodeGrant
  private let refreshes: RefreshTokenGrant
  private let credentials: ClientCredentialsGrant
  private let clock: @Sendable () -> NumericDate
  private let issued = CaseCounters("tongzhao_tokens_issued_total", by: "grant_type", of: Self.grantTypes)
  private let refusals = TokenRefusal.counters

  /// The grant types that are served here.
  package static let grantTypes: [GrantType] = [.authorizationCode, .refreshToken, .clientCredentials]

  /// With what it calls.
  package init(
    issuer: TokenIssuer, authentication: ClientAuthentication, grants: any GrantStore, living: LiveGrants,
    refreshTokens: RefreshTokens, clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.authentication = authentication
    codes = AuthorizationCodeGrant(issuer: issuer, grants: grants, living: living)
    refreshes = RefreshTokenGrant(issuer: issuer, grants: grants, living: living, tokens: refreshTokens)
    credentials = ClientCredentialsGrant(issuer: issuer)
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.token_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart(
      [
        ("token_endpoint", .string(issuer.issuer.url("/token"))),
        ("grant_types_supported", .array(Self.grantTypes.map { .string($0.rawValue) })),
        ("subject_types_supported", ["public", "pairwise"]),
        ("id_token_signing_alg_values_supported", ["RS256", "ES256"]),
      ] + ClientAuthenticationMetadata.members(of: "token", includingPublic: true))
    return [
      .post("/token", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        let now = clock()
        let parameters = try await formBody(of: request, repeatable: ["resource"])
        let caller = try await authentication.authenticate(request, parameters, at: now)
        do {
          return .json(try await exchange(parameters, by: caller, at: now))
        } catch let refusal as TokenRefusal {
          refusals.count(refusal.kind)
          throw refusal.error
        }
      }
    ]
  }

  private func exchange(
    _ parameters: ParameterList, by caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> JSONObject {
    guard let name = try parameters.single("grant_type") else { throw TokenRefusal.missingGrantType }
    guard let type = GrantType(rawValue: name), Self.grantTypes.contains(type) else {
      throw TokenRefusal.unsupportedGrantType
    }
    guard caller.client.grantTypes.contains(type) else { throw TokenRefusal.unauthorizedGrantType }
    let answer: JSONObject
    switch type {
    case .authorizationCode: answer = try await codes.exchange(parameters, by: caller, at: now)
    case .refreshToken: answer = try await refreshes.exchange(parameters, by: caller, at: now)
    case .clientCredentials: answer = try await credentials.exchange(parameters, by: caller, at: now)
    case .preAuthorizedCode: throw TokenRefusal.unsupportedGrantType
    }
    issued.count(type)
    return answer
  }
}
