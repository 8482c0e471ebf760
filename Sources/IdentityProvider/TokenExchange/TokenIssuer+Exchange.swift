import JOSE
import OAuth

extension TokenIssuer {
  /// The answer to a token exchange (RFC 8693 §2.2.1): an access token for one department that ends with the one that
  /// was shown, names the login's grant and so dies with it, and has no refresh token.
  func exchanged(
    _ subjectToken: AccessToken, of live: LiveGrant, by caller: ConfirmedClient, actors: ActorChain, scopes: ScopeSet,
    audience: String, at now: NumericDate
  ) async throws -> JSONObject {
    let client = caller.client
    let expires = min(subjectToken.expires, now + client.accessTokenLifetime)
    var claims = accessTokenClaims(
      subject: subject(of: live, as: subjectToken, for: client), jti: Self.tokenID(of: live.grant.id), caller: caller,
      scopes: scopes, audiences: [audience], expires: expires, at: now)
    claims.merge(loginClaims(of: live))
    let person = subjects.actor(live.presentation.holder, of: live.presentation.credentialIssuer, for: client)
    claims["act"] = actors.naming(person: person).json
    claims.merge(LicenceClaims(live.presentation).accessToken(scopes))
    let algorithm = try await algorithm(ofTokensOf: client, for: [audience], at: now)
    let token = try await sign(claims, type: Self.accessTokenType, by: algorithm, at: now)
    return [
      "access_token": .string(token), "issued_token_type": .string(TokenExchangeRequest.accessTokenType),
      "token_type": .string(Confirmation.tokenType(caller.confirmation)), "expires_in": .integer(Int64(expires - now)),
      "scope": .string(scopes.text),
    ]
  }

  /// The same enterprise as the acting client calls it. A token that hid the credit code behind a pairwise name gives
  /// none that shows it.
  private func subject(of live: LiveGrant, as subjectToken: AccessToken, for client: Client) -> String {
    let uscc = live.presentation.uscc
    guard subjectToken.claims["sub"]?.string?.isExactly(uscc) == true else {
      return subjects.pairwiseSubject(ofEnterprise: uscc, for: client)
    }
    return subjects.subject(ofEnterprise: uscc, for: client)
  }
}
