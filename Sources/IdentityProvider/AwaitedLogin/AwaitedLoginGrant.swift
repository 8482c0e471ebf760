package import JOSE
package import OAuth
import OAuthHTTP

/// Fetches what a person approved elsewhere: `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4) and
/// `urn:openid:params:grant-type:ciba` (CIBA §10.1).
package struct AwaitedLoginGrant: TokenGrant {
  /// The longest that asking too often makes anybody wait, in seconds.
  private static let longestInterval = 60

  private let login: AwaitedLogin
  private let issuer: TokenIssuer
  private let grants: any GrantStore
  private let living: LiveGrants
  private let logins: any AwaitedLoginStore

  /// With what it asks.
  package init(
    _ login: AwaitedLogin, issuer: TokenIssuer, grants: any GrantStore, living: LiveGrants,
    logins: any AwaitedLoginStore
  ) {
    self.login = login
    self.issuer = issuer
    self.grants = grants
    self.living = living
    self.logins = logins
  }

  package var type: GrantType { login.grantType }

  package func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. The request is whole, and the client still may.
    guard let presented = try parameters.single(login.parameter) else { throw refused(.missing) }
    guard let allowed = login.scopes(of: caller.client) else { throw TokenRefusal.deviceNotAllowed }
    guard let key = login.key(presented) else { throw refused(.unknown) }
    let resources = parameters.all("resource")
    try TokenAudience.registered(by: caller.client, issuer: issuer.issuer, covering: resources)
    // 2. Enterprise, holder and licence are still what they were when it was approved. Asked before it is fetched, so
    //    that a refusal for the moment uses nothing up.
    var life: Result<LiveGrant, GrantDeath>?
    if let grant = try await grants.redeemable(key.grantCode, by: caller.client.id, at: now) {
      try TokenAudience.require(resources, within: grant.resources)
      life = try await living.live(grant, at: now)
    }
    if case .failure(.standingUnknown) = life { throw TokenRefusal.dead(.standingUnknown) }
    // 3. It is fetched: once, by its own client, in time.
    let poll = try await logins.poll(
      key, by: caller.client.id, binding: caller.grantConfirmation, longestInterval: Self.longestInterval, at: now)
    let grant = try poll.mapError(refused).get()
    // Approved between the two questions, it is asked for the first time now, and fetched all the same.
    let asked = if let life { life } else { try await living.live(grant, at: now) }
    let live = try asked.mapError(TokenRefusal.dead).get()
    // 4. Tokens: no more than the client may have by now.
    let scopes = grant.scopes.intersection(allowed).intersection(live.client.scopes)
    let audiences = try TokenAudience.audiences(
      of: live.client, granted: grant.resources, requested: resources, scopes: scopes,
      issuer: issuer.issuer)
    return try await issuer.tokens(
      for: live, to: caller, scopes: scopes, audiences: audiences, details: grant.details, generation: grant.generation,
      nonce: nil, at: now)
  }

  private func refused(_ refusal: AwaitedRefusal) -> TokenRefusal { .awaited(login, refusal) }
}
