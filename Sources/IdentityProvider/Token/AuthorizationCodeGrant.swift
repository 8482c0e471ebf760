import JOSE
import OAuth

/// `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6).
struct AuthorizationCodeGrant {
  let issuer: TokenIssuer
  let grants: any GrantStore
  let living: LiveGrants

  func exchange(
    _ parameters: ParameterList, by caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. The request is whole. Nothing is used up by one that is not.
    guard let presented = try parameters.single("code") else { throw TokenRefusal.missingCode }
    guard let redirectURI = try parameters.single("redirect_uri") else { throw TokenRefusal.missingRedirectURI }
    guard let text = try parameters.single("code_verifier") else { throw TokenRefusal.missingVerifier }
    guard let verifier = CodeVerifier(text) else { throw TokenRefusal.malformedVerifier }
    guard let code = BearerSecret<AuthorizationCodeSecret>(presented: presented) else { throw TokenRefusal.unknownCode }
    let resources = parameters.all("resource")
    try TokenAudience.registered(by: caller.client, issuer: issuer.issuer, covering: resources)
    // 2. Enterprise, holder and licence are still what they were a moment ago. Asked before the exchange, so that a
    //    refusal for the moment uses nothing up: the client may try again while the code lives.
    var life: Result<LiveGrant, GrantDeath>?
    if let grant = try await grants.redeemable(code.digest, by: caller.client.id, at: now) {
      life = try await living.live(grant, at: now)
    }
    if case .failure(.standingUnknown) = life { throw TokenRefusal.dead(.standingUnknown) }
    // 3. The code is redeemed: once, by its own client, in time.
    let grant = try await redeem(code.digest, by: caller.client.id, at: now)
    // 4. Whoever redeemed it began the login. Otherwise the code leaked, and there is no second try.
    guard grant.redirectURI.isExactly(redirectURI) else { try await revoke(grant, because: .wrongRedirectURI, at: now) }
    guard grant.codeChallenge.matches(verifier) else { try await revoke(grant, because: .wrongVerifier, at: now) }
    let live: LiveGrant
    switch life {
    case .success(let found): live = found
    case .failure(let death): throw TokenRefusal.dead(death)
    case nil: throw TokenRefusal.unknownCode
    }
    // 5. Tokens.
    let audiences = try TokenAudience.audiences(
      of: live.client, requested: resources, scopes: grant.scopes, issuer: issuer.issuer)
    return try issuer.tokens(
      for: live, scopes: grant.scopes, audiences: audiences, generation: grant.generation, nonce: grant.nonce, at: now)
  }

  private func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, at now: NumericDate
  ) async throws -> Grant {
    switch try await grants.redeem(code, by: client, at: now) {
    case .redeemed(let grant): return grant
    case .replayed: throw TokenRefusal.replayedCode
    case .otherClient: throw TokenRefusal.foreignCode
    case .expired: throw TokenRefusal.expiredCode
    case .unknown: throw TokenRefusal.unknownCode
    }
  }

  private func revoke(_ grant: Grant, because refusal: TokenRefusal, at now: NumericDate) async throws -> Never {
    try await grants.revoke(grant.id, at: now)
    throw refusal
  }
}
