package import JOSE
package import OAuth

/// The rule of introspection: a token is inactive until everything that could end it has been asked.
package struct Introspection: Sendable {
  private let tokens: AccessTokenVerifier
  private let refreshTokens: RefreshTokens
  private let grants: any GrantStore
  private let living: LiveGrants
  private let livingTokens: LiveAccessTokens
  private let issuer: Issuer
  private let isLockedDown: @Sendable () -> Bool

  /// Asks these.
  package init(
    issuer: Issuer, tokens: AccessTokenVerifier, refreshTokens: RefreshTokens, grants: any GrantStore,
    living: LiveGrants, revoked: any RevokedTokenStore, clients: ClientDirectory,
    isLockedDown: @escaping @Sendable () -> Bool = { false }
  ) {
    self.issuer = issuer
    self.tokens = tokens
    self.refreshTokens = refreshTokens
    self.grants = grants
    self.living = living
    livingTokens = LiveAccessTokens(living: living, revoked: revoked, clients: clients)
    self.isLockedDown = isLockedDown
  }

  /// What may be said of a token to this caller.
  package func introspect(
    _ token: String, for caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> IntrospectionAnswer {
    // A resource server that is told "inactive" turns people away in the way that it knows; an error might let them in.
    if isLockedDown() { return .inactive }
    if let named = refreshTokens.named(by: token, at: now) {
      return try await refreshToken(named, for: caller.client, at: now)
    }
    let accessToken: AccessToken
    do throws(JOSERejection) {
      accessToken = try tokens.verified(token, at: now)
    } catch {
      return .inactive
    }
    return try await self.accessToken(accessToken, for: caller.client, at: now)
  }

  private func accessToken(
    _ token: AccessToken, for caller: Client, at now: NumericDate
  ) async throws -> IntrospectionAnswer {
    // 1. The caller is one that the token was made for, or the client that holds it. To all others it does not exist:
    //    one resource must not learn of another's callers (RFC 7662 §4).
    guard token.isMeant(for: caller) || token.clientID == caller.id else { return .inactive }
    // 2. What it hangs on.
    switch try await livingTokens.live(token, at: now) {
    case .success: break
    case .failure(.standingUnknown): return .unknown
    case .failure: return .inactive
    }
    // 3. What it says (§2.2: the names are those of the JWT).
    var claims = token.claims
    claims["token_type"] = .string(Confirmation.tokenType(token.confirmation))
    return .active(claims)
  }

  /// A refresh token is its own client's business only.
  private func refreshToken(
    _ named: RefreshTokens.Named, for caller: Client, at now: NumericDate
  ) async throws -> IntrospectionAnswer {
    guard let grant = try await grants.grant(named.grant), grant.clientID == caller.id,
      named.generation == grant.generation
    else { return .inactive }
    switch try await living.live(grant, at: now) {
    case .success: break
    case .failure(.standingUnknown): return .unknown
    case .failure: return .inactive
    }
    var claims: JSONObject = [
      "iss": .string(issuer.value), "sub": .string(grant.subject), "client_id": .string(grant.clientID.value),
      "scope": .string(grant.scopes.text), "exp": .date(grant.expiresAt), "auth_time": .date(grant.authTime),
      "token_type": "refresh_token",
    ]
    claims["cnf"] = grant.confirmation.map(\.json)
    return .active(claims)
  }
}

/// What may be said of a token.
package enum IntrospectionAnswer: Sendable, Hashable {
  /// It lives, and says this.
  case active(JSONObject)
  /// It does not live, or is none of the caller's business: the two look alike.
  case inactive
  /// It cannot be known at the moment.
  case unknown
}
