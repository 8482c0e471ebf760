// The TokenExchange room lets a department act at another one for the enterprise that called it (RFC 8693): it shows the
// access token that it was called with and gets one for the other department, which says through whose hands it came.
// Only ever less comes out than went in, for pairs that an operator recorded; all of it hangs on the login's own grant.
// Neighbours: Clients (who may reach whom), Grant (whether the login lives), Token (who issues), Introspection.

package import AuditLog
package import JOSE
package import OAuth
import OAuthHTTP

/// `grant_type=urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693 §2). Delegation only: the client that
/// authenticates is the actor. Nothing is stored.
package struct TokenExchangeGrant: TokenGrant {
  package let type = GrantType.tokenExchange
  private let issuer: TokenIssuer
  private let tokens: AccessTokenVerifier
  private let living: LiveAccessTokens
  private let audit: (any AuditRecorder)?

  /// With what it asks. `audit` remembers each exchange.
  package init(
    issuer: TokenIssuer, tokens: AccessTokenVerifier, living: LiveAccessTokens, audit: (any AuditRecorder)? = nil
  ) {
    self.issuer = issuer
    self.tokens = tokens
    self.living = living
    self.audit = audit
  }

  package func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    do {
      // 1. The request is whole.
      let request = try TokenExchangeRequest(parameters)
      // 2. An operator let this client reach that department, and with so much.
      let permission = try permission(for: request.target, of: caller.client)
      // 3. The subject token was made here, for this client: it cannot hand on what it was not called with.
      let token = try subjectToken(request.subjectToken, for: caller.client, at: now)
      // 4. What it hangs on lives. A signature is not a life.
      let live = try await livingSubject(of: token, at: now)
      // 5. Not through too many hands, and not more than was there.
      guard let actors = token.actors?.acting(caller.client.id) else { throw TokenExchangeRefusal.chainTooLong }
      let scopes = try request.scopes(
        within: token.scopes.intersection(live.grant.scopes).intersection(live.client.scopes), and: permission.scopes)
      // 6. It is on record before it leaves.
      try await audit?.record(
        AuditEvent(
          .tokenExchanged, by: .client(caller.client.id.value), client: caller.client.id.value,
          licence: live.presentation.uscc, object: live.grant.id.value,
          reason: "\(permission.audience); \(scopes.text); \(actors.clients.map(\.value).joined(separator: " < "))",
          at: now), bound: nil)
      return try await issuer.exchanged(
        token, of: live, by: caller, actors: actors, scopes: scopes, audience: permission.audience, at: now)
    } catch let refusal as TokenExchangeRefusal {
      throw TokenRefusal.exchange(refusal)
    }
  }

  private func permission(for target: String, of client: Client) throws(TokenExchangeRefusal) -> ExchangePermission {
    // This server's own audience opens UserInfo, which is the login's client's alone.
    guard !target.isExactly(issuer.issuer.value),
      let permission = client.exchangePermissions.first(where: { $0.audience.isExactly(target) })
    else {
      RefusalNotes.current?.add(
        RefusalNote(
          "audience", expected: client.exchangePermissions.map(\.audience).joined(separator: ", "),
          received: RefusalNote.address(target)))
      throw .targetNotPermitted
    }
    return permission
  }

  private func subjectToken(
    _ compact: String, for client: Client, at now: NumericDate
  ) throws(TokenExchangeRefusal) -> AccessToken {
    let token: AccessToken
    do throws(JOSERejection) {
      token = try tokens.verified(compact, at: now)
    } catch {
      tokens.explain(error, of: compact, at: now)
      throw .subjectTokenInvalid
    }
    guard token.isMeant(for: client) else {
      RefusalNotes.current?.add(
        RefusalNote(
          "subject_token.aud", expected: client.introspectionAudiences.joined(separator: ", "),
          received: token.audiences.joined(separator: ", ")))
      throw .subjectTokenForOthers
    }
    guard token.grant != nil else { throw .noEnterprise }
    return token
  }

  private func livingSubject(of token: AccessToken, at now: NumericDate) async throws -> LiveGrant {
    switch try await living.live(token, at: now) {
    case .success(let live?): return live
    case .success(nil): throw TokenExchangeRefusal.noEnterprise
    case .failure(let death): throw TokenExchangeRefusal.subjectDead(death)
    }
  }
}
