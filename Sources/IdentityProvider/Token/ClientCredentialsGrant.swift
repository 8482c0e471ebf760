import JOSE
import OAuth

/// `grant_type=client_credentials` (RFC 6749 §4.4): a client on its own behalf. Nothing is stored.
struct ClientCredentialsGrant: TokenGrant {
  let type = GrantType.clientCredentials
  let issuer: TokenIssuer

  func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // Scopes that speak of an enterprise or a person mean nothing where there is none.
    let allowed = ScopeSet(caller.client.scopes.filter { !ScopeSet.known.contains($0) })
    let scopes = try Self.scopes(try parameters.single("scope"), allowed: allowed)
    let audiences = try TokenAudience.audiences(
      of: caller.client, requested: parameters.all("resource"), scopes: scopes, issuer: issuer.issuer)
    return try await issuer.tokens(to: caller, scopes: scopes, audiences: audiences, at: now)
  }

  /// Asking for nothing gets nothing: never all.
  private static func scopes(_ text: String?, allowed: ScopeSet) throws(TokenRefusal) -> ScopeSet {
    guard let text else { return [] }
    guard let scopes = ScopeSet(parsing: text) else { throw .malformedScope }
    for scope in scopes where !allowed.contains(scope) { throw .scopeNotAllowed(scope, allowed) }
    return scopes
  }
}
