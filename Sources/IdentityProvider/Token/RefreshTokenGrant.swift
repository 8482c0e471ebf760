import JOSE
import OAuth

/// `grant_type=refresh_token` (RFC 6749 §6, RFC 9700 §4.14).
struct RefreshTokenGrant: TokenGrant {
  let type = GrantType.refreshToken
  let issuer: TokenIssuer
  let grants: any GrantStore
  let living: LiveGrants
  let tokens: RefreshTokens

  func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. We made the token.
    guard let presented = try parameters.single("refresh_token") else { throw TokenRefusal.missingRefreshToken }
    guard let named = tokens.named(by: presented, at: now) else { throw TokenRefusal.unknownRefreshToken }
    // 2. It is the caller's own; in other hands it leaked.
    guard let grant = try await grants.grant(named.grant) else { throw TokenRefusal.dead(.unknown) }
    guard grant.clientID == caller.client.id else {
      try await grants.revoke(grant.id, at: now)
      throw TokenRefusal.foreignRefreshToken
    }
    // A public client's refresh tokens are bound to its key (RFC 9449 §5, RFC 8705 §4). Whoever has not got it has only
    // found one: the client keeps what it has.
    if let bound = grant.confirmation, caller.confirmation != bound { throw TokenRefusal.sender(.otherKey) }
    // 3. The grant lives. Asked before the exchange, so that a refusal for the moment uses nothing up.
    let live: LiveGrant
    switch try await living.live(grant, at: now) {
    case .success(let found): live = found
    case .failure(let death): throw TokenRefusal.dead(death)
    }
    // 4. No more than was granted, nor than the client may have by now.
    let granted = grant.scopes.intersection(caller.client.scopes)
    let scopes = try Self.scopes(try parameters.single("scope"), within: granted)
    let audiences = try TokenAudience.audiences(
      of: caller.client, granted: grant.resources, requested: parameters.all("resource"), scopes: scopes,
      issuer: issuer.issuer)
    let details = try grant.details.narrowed(to: try parameters.single("authorization_details"))
    // 5. The exchange. A confidential client proved itself, and so did one whose grant is bound to its key: a stolen token
    //    is of no use without it, and a token that never changes cannot get lost on the way (FAPI 2.0 §5.3.2.1).
    let rotates = caller.client.isPublic && grant.confirmation == nil
    let generation = rotates ? try await rotate(named, at: now) : grant.generation
    guard rotates || named.generation == grant.generation else {
      // From a time when the client was public.
      try await grants.revoke(grant.id, at: now)
      throw TokenRefusal.reusedRefreshToken
    }
    // 6. Tokens.
    return try await issuer.tokens(
      for: live, to: caller, scopes: scopes, audiences: audiences, details: details, generation: generation, nonce: nil,
      at: now)
  }

  private func rotate(_ named: RefreshTokens.Named, at now: NumericDate) async throws -> Int {
    switch try await grants.rotate(named.grant, generation: named.generation, at: now) {
    case .successor(_, let generation), .repeated(_, let generation): return generation
    case .reuse: throw TokenRefusal.reusedRefreshToken
    case .gone: throw TokenRefusal.dead(.revoked)
    }
  }

  private static func scopes(_ text: String?, within granted: ScopeSet) throws(TokenRefusal) -> ScopeSet {
    guard let text else { return granted }
    guard let scopes = ScopeSet(parsing: text) else { throw .malformedScope }
    for scope in scopes where !granted.contains(scope) { throw .scopeNotGranted(scope) }
    return scopes
  }
}
