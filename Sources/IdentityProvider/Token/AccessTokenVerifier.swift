package import JOSE
package import KeyCustody
package import OAuth
import OAuthHTTP

/// Reads access tokens that come back to us. A signature is not a life: whether its grant lives is asked beside.
package struct AccessTokenVerifier: Sendable {
  private let issuer: Issuer
  private let keys: KeyRing
  private let verifiedBefore = VerifiedTokens()

  /// Verifies what this issuer signed with these keys.
  package init(issuer: Issuer, keys: KeyRing) {
    self.issuer = issuer
    self.keys = keys
  }

  /// The token, when we signed it and it has not expired. Two ways fail alike: not ours, and no longer valid.
  package func verified(_ compact: String, at now: NumericDate) throws(JOSERejection) -> AccessToken {
    let name = VerifiedTokens.Name(compact)
    // The same bytes were signed by a key that is still ours: its name is its thumbprint, so it is the same key. All
    // that time changes is asked below, whether or not the token is known.
    if let known = name.flatMap({ verifiedBefore[$0] }), keys.verificationKey(known.keyID) != nil {
      try check(known.token, at: now)
      return known.token
    }
    let token = try UnverifiedJWS(compact: compact, maximumLength: 16_384)
    guard let keyID = token.keyID, let key = keys.verificationKey(keyID) else { throw .unknownKey }
    guard let verified = AccessToken(try token.verified(by: key, type: TokenIssuer.accessTokenType)) else {
      throw .missingClaim
    }
    try check(verified, at: now)
    if let name { verifiedBefore.remember(verified, keyID: keyID, as: name) }
    return verified
  }

  private func check(_ token: AccessToken, at now: NumericDate) throws(JOSERejection) {
    // A replica's clock may be a little ahead, so `iat` may be; but a token ends when it says.
    try ClaimRules(issuer: issuer.value, audience: nil).check(token.claims, at: now)
    guard now < token.expires else { throw .expired }
  }

  /// Notes what a token said that was refused.
  func explain(_ rejection: JOSERejection, of compact: String, at now: NumericDate) {
    guard let token = try? UnverifiedJWS(compact: compact, maximumLength: 16_384) else {
      RefusalNotes.current?.add(RefusalNote("access_token", expected: "a JWT of this server", received: "no JWT"))
      return
    }
    RefusalNotes.current?.add(
      "access_token", rejection, of: token, issuer: issuer.value, audiences: nil,
      keys: keys.published(.token).map(\.kid), skew: 0, at: now)
  }
}

/// What an access token of ours says.
package struct AccessToken: Sendable {
  /// All of it.
  package let claims: JSONObject
  /// The client that it was issued to.
  package let clientID: ClientID
  /// Its name.
  package let jti: String
  /// What it allows.
  package let scopes: ScopeSet
  /// For whom it is.
  package let audiences: [String]
  /// When it ends.
  package let expires: NumericDate
  /// The grant that it hangs on; nil for client credentials.
  package let grant: GrantID?
  /// Through whose hands it came; nil for client credentials.
  package let actors: ActorChain?
  /// What it is bound to; nil where anybody may bear it.
  package let confirmation: Confirmation?

  fileprivate init?(_ claims: JSONObject) {
    guard let client = claims["client_id"]?.string.flatMap({ ClientID($0) }), let jti = claims["jti"]?.string,
      let expires = claims["exp"]?.date, let scopes = ScopeSet(parsing: claims["scope"]?.string ?? "")
    else { return nil }
    if let cnf = claims["cnf"] {
      guard let confirmation = Confirmation(cnf) else { return nil }
      self.confirmation = confirmation
    } else {
      confirmation = nil
    }
    self.claims = claims
    clientID = client
    self.jti = jti
    self.scopes = scopes
    self.expires = expires
    audiences = claims["aud"]?.array?.compactMap(\.string) ?? claims["aud"]?.string.map { [$0] } ?? []
    let parts = jti.parts(between: ".")
    grant = parts.count == 2 ? GrantID(parts[0]) : nil
    actors = ActorChain(claims["act"])
  }

  /// Whether it was made for this client, as a resource server.
  func isMeant(for client: Client) -> Bool {
    audiences.contains { audience in client.introspectionAudiences.contains { $0.isExactly(audience) } }
  }
}
