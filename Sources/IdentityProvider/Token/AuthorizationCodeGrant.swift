import JOSE
import OAuth
import OAuthHTTP

/// `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6).
struct AuthorizationCodeGrant: TokenGrant {
  let type = GrantType.authorizationCode
  let issuer: TokenIssuer
  let grants: any GrantStore
  let living: LiveGrants

  func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. The request is whole. Nothing is used up by one that is not.
    guard let presented = try parameters.single("code") else { throw TokenRefusal.missingCode }
    guard let redirectURI = try parameters.single("redirect_uri") else { throw TokenRefusal.missingRedirectURI }
    guard let text = try parameters.single("code_verifier") else { throw TokenRefusal.missingVerifier }
    guard let verifier = CodeVerifier(text) else { throw TokenRefusal.malformedVerifier }
    guard let code = BearerSecret<AuthorizationCodeSecret>(presented: presented) else { throw TokenRefusal.unknownCode }
    let resources = parameters.all("resource")
    let details = try parameters.single("authorization_details")
    try TokenAudience.registered(by: caller.client, issuer: issuer.issuer, covering: resources)
    // 2. Enterprise, holder and licence are still what they were a moment ago. Asked before the exchange, so that a
    //    refusal for the moment uses nothing up: the client may try again while the code lives.
    var life: Result<LiveGrant, GrantDeath>?
    if let grant = try await grants.redeemable(code.digest, by: caller.client.id, at: now) {
      // Whoever began the login said which key will come for the code (RFC 9449 §10). Another one uses nothing up.
      if let key = grant.dpopKey, caller.confirmation != .dpopKey(thumbprint: key) {
        throw TokenRefusal.sender(.otherKey)
      }
      try TokenAudience.require(resources, within: grant.resources)
      _ = try grant.details.narrowed(to: details)
      life = try await living.live(grant, at: now)
    }
    if case .failure(.standingUnknown) = life { throw TokenRefusal.dead(.standingUnknown) }
    // 3. The code is redeemed: once, by its own client, in time.
    let grant = try await redeem(code.digest, by: caller, at: now)
    // 4. Whoever redeemed it began the login. Otherwise the code leaked, and there is no second try.
    guard grant.redirectURI.isExactly(redirectURI) else {
      RefusalNotes.current?.add(
        RefusalNote("redirect_uri", expected: grant.redirectURI, received: RefusalNote.address(redirectURI)))
      try await revoke(grant, because: .wrongRedirectURI, at: now)
    }
    guard grant.codeChallenge.matches(verifier) else {
      RefusalNotes.current?.add(
        RefusalNote(
          "code_verifier", expected: "the text whose SHA-256 in base64url is the code_challenge of /authorize",
          received: "another one, of \(text.utf8.count) characters"))
      try await revoke(grant, because: .wrongVerifier, at: now)
    }
    let live: LiveGrant
    switch life {
    case .success(let found): live = found
    case .failure(let death): throw TokenRefusal.dead(death)
    case nil: throw TokenRefusal.unknownCode
    }
    // 5. Tokens.
    let audiences = try TokenAudience.audiences(
      of: live.client, granted: grant.resources, requested: resources, scopes: grant.scopes, issuer: issuer.issuer)
    return try await issuer.tokens(
      for: live, to: caller, scopes: grant.scopes, audiences: audiences, details: grant.details.narrowed(to: details),
      generation: grant.generation, nonce: grant.nonce, at: now)
  }

  private func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> Grant {
    let client = caller.client.id
    switch try await grants.redeem(code, by: client, binding: caller.grantConfirmation, at: now) {
    case .redeemed(let grant): return grant
    case .replayed:
      RefusalNotes.current?.add(
        RefusalNote("code", expected: "a code that was not used", received: "one that had been redeemed before"))
      throw TokenRefusal.replayedCode
    case .otherClient:
      RefusalNotes.current?.add(
        RefusalNote("code", expected: "a code of \(client.value)", received: "another client's code"))
      throw TokenRefusal.foreignCode
    case .expired:
      RefusalNotes.current?.add(
        RefusalNote("code", expected: "a code of the last seconds", received: "one that is too old, or was revoked"))
      throw TokenRefusal.expiredCode
    case .unknown:
      RefusalNotes.current?.add(
        RefusalNote("code", expected: "a code of this server", received: "none that was ever issued, or long ago"))
      throw TokenRefusal.unknownCode
    }
  }

  private func revoke(_ grant: Grant, because refusal: TokenRefusal, at now: NumericDate) async throws -> Never {
    try await grants.revoke(grant.id, at: now)
    throw refusal
  }
}
