import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// The token endpoint of the licence issuer (OpenID4VCI 1.0 §6): pre-authorized codes, and refresh.
package struct IssuanceTokenEndpoint: IssuanceRoom {
  private let issuer: Issuer
  private let offers: any OfferStore
  private let grants: any IssuanceGrantStore
  private let policy: IssuanceTokenPolicy
  private let clock: @Sendable () -> NumericDate

  /// The token endpoint over these stores.
  package init(
    issuer: Issuer, offers: any OfferStore, grants: any IssuanceGrantStore, policy: IssuanceTokenPolicy,
    clock: @escaping @Sendable () -> NumericDate
  ) {
    self.issuer = issuer
    self.offers = offers
    self.grants = grants
    self.policy = policy
    self.clock = clock
  }

  package var issuerMetadata: MetadataPart { MetadataPart() }

  package var apiDescription: APIFragment { APIFragment(PackageResources.issuance_token_json) }

  package var endpoints: [Endpoint] {
    [
      .post(
        "/token",
        metadata: MetadataPart([
          ("token_endpoint", .string(issuer.url("/token"))),
          (
            "grant_types_supported",
            [.string(GrantType.preAuthorizedCode.rawValue), .string(GrantType.refreshToken.rawValue)]
          ),
          ("token_endpoint_auth_methods_supported", ["none"]),
          ("pre-authorized_grant_anonymous_access_supported", true),
          ("authorization_details_types_supported", ["openid_credential"]),
          // There is no authorization endpoint; an absent member would mean nothing is known of it (RFC 8414 §2).
          ("response_types_supported", []),
        ]),
        cors: .anyOriginNoCredentials
      ) { request, _ in
        guard case .none = try AuthorizationHeader(of: request) else {
          throw OAuthError(.invalidClient, "wallets are not authenticated here; leave out the Authorization header")
        }
        return try await .json(answer(try await formBody(of: request), at: clock()))
      }
    ]
  }

  private func answer(_ parameters: ParameterList, at now: NumericDate) async throws -> JSONObject {
    let details = try parameters.single("authorization_details").map {
      try AuthorizationDetails(parsing: $0, issuer: issuer)
    }
    let token = BearerSecret<IssuanceTokenSecret>()
    let access = NewAccessToken(
      digest: token.digest, expiresAt: now + policy.accessLifetime, usesIdentifiers: details != nil)
    switch try parameters.single("grant_type") {
    case GrantType.preAuthorizedCode.rawValue:
      let refresh = BearerSecret<RefreshTokenSecret>()
      let grant = try await redeem(parameters, access: access, refresh: refresh, at: now)
      return response(grant, token: token, refresh: refresh)
    case GrantType.refreshToken.rawValue:
      return response(try await refreshed(parameters, access: access, at: now), token: token, refresh: nil)
    case nil: throw OAuthError(.invalidRequest, "grant_type is missing")
    default: throw OAuthError(.unsupportedGrantType, "use a pre-authorized code or a refresh token")
    }
  }

  private func redeem(
    _ parameters: ParameterList, access: NewAccessToken, refresh: BearerSecret<RefreshTokenSecret>, at now: NumericDate
  ) async throws -> IssuanceGrant {
    guard let code = try parameters.single("pre-authorized_code") else {
      throw OAuthError(.invalidRequest, "pre-authorized_code is missing")
    }
    guard let typed = try parameters.single("tx_code") else {
      throw OAuthError(.invalidRequest, "tx_code is missing: the offer requires a transaction code")
    }
    guard let code = BearerSecret<PreAuthorizedCodeSecret>(presented: code) else { throw Self.void }
    let clientID = try parameters.single("client_id")
    if let clientID, ClientID(clientID) == nil { throw OAuthError(.invalidRequest, "client_id is malformed") }
    let grant = NewIssuanceGrant(
      id: Base64URL.encode(Random.bytes(16)), clientID: clientID, expiresAt: now + policy.grantLifetime, access: access,
      refresh: refresh.digest)
    // What cannot be a transaction code is a wrong one, and uses up a try like any other.
    let transactionCode = BearerSecret<TransactionCode>(derived: typed)
    let redemption = try await offers.redeem(
      code.digest, transactionCode: TransactionCodes.digest(transactionCode, of: code), for: grant, at: now)
    switch redemption {
    case .redeemed(let grant): return grant
    case .wrongTransactionCode(let left) where left > 0:
      throw OAuthError(.invalidGrant, "the transaction code is wrong; tries left: \(left)")
    case .wrongTransactionCode:
      throw OAuthError(.invalidGrant, "the transaction code is wrong and the offer is void; ask for a new one")
    case .void: throw Self.void
    }
  }

  private func refreshed(
    _ parameters: ParameterList, access: NewAccessToken, at now: NumericDate
  ) async throws -> IssuanceGrant {
    guard let presented = try parameters.single("refresh_token") else {
      throw OAuthError(.invalidRequest, "refresh_token is missing")
    }
    guard let token = BearerSecret<RefreshTokenSecret>(presented: presented),
      let grant = try await grants.refresh(
        token.digest, access: access, expiresAt: now + policy.grantLifetime, at: now)
    else { throw OAuthError(.invalidGrant, "the refresh token is revoked, expired or unknown; ask for a new offer") }
    return grant
  }

  private func response(
    _ grant: IssuanceGrant, token: BearerSecret<IssuanceTokenSecret>, refresh: BearerSecret<RefreshTokenSecret>?
  ) -> JSONObject {
    var response: JSONObject = [
      "access_token": .string(token.revealed()), "token_type": "Bearer",
      "expires_in": .integer(Int64(policy.accessLifetime)),
    ]
    if let refresh { response["refresh_token"] = .string(refresh.revealed()) }
    if grant.usesIdentifiers { response["authorization_details"] = AuthorizationDetails.response(for: grant) }
    return response
  }

  private static let void = OAuthError(
    .invalidGrant, "the pre-authorized code is used, expired or unknown; ask for a new offer")
}
