package import JOSE
package import OAuth
package import OAuthHTTP

// The Revocation room ends what a client no longer needs (RFC 7009): the whole grant, whichever token was shown.
// Introspection, UserInfo and Token ask the Grant room and see it at once.
// Tokens of client credentials hang on no grant; their names are remembered until they expire.

/// POST /revoke.
package struct RevocationEndpoint: Room {
  private let issuer: Issuer
  private let authentication: ClientAuthentication
  private let revocation: Revocation
  private let clock: @Sendable () -> NumericDate

  /// With what it calls.
  package init(
    issuer: Issuer, authentication: ClientAuthentication, revocation: Revocation,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.authentication = authentication
    self.revocation = revocation
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.revoke_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart(
      [("revocation_endpoint", .string(issuer.url("/revoke")))]
        + authentication.metadata(of: "revocation", includingPublic: true))
    return [
      .post("/revoke", metadata: metadata, cors: .anyOriginNoCredentials) { request, _ in
        let now = clock()
        let parameters = try await formBody(of: request)
        let caller = try await authentication.authenticate(request, parameters, at: now)
        guard let token = try parameters.single("token") else {
          throw OAuthError(.invalidRequest, "token is missing")
        }
        switch try await revoke(token, by: caller, at: now) {
        // A token that is unknown or over is as good as revoked (§2.2).
        case .revoked, .unknown: return .json([:] as JSONObject)
        case .otherClient:
          throw OAuthError(.invalidGrant, "the token was issued to another client: only that one can revoke it")
        }
      }
    ]
  }

  /// When nothing could be written, saying 200 would be a lie; the client shall try again (§2.2.1).
  private func revoke(
    _ token: String, by caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> RevocationOutcome {
    do {
      return try await revocation.revoke(token, by: caller, at: now)
    } catch {
      throw OAuthError(
        .temporarilyUnavailable, "the token could not be revoked: try again", retryAfter: 1,
        diagnosis: String(reflecting: error))
    }
  }
}
