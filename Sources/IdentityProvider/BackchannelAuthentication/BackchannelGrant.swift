package import JOSE
package import OAuth
import OAuthHTTP

/// `grant_type=urn:openid:params:grant-type:ciba` (CIBA §10.1).
package struct BackchannelGrant: TokenGrant {
  package let type = GrantType.ciba
  private let issuer: TokenIssuer
  private let grants: any GrantStore
  private let living: LiveGrants
  private let requests: any BackchannelStore
  private let policy: BackchannelPolicy

  /// With what it asks.
  package init(
    issuer: TokenIssuer, grants: any GrantStore, living: LiveGrants, requests: any BackchannelStore,
    policy: BackchannelPolicy = BackchannelPolicy()
  ) {
    self.issuer = issuer
    self.grants = grants
    self.living = living
    self.requests = requests
    self.policy = policy
  }

  package func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. The request is whole.
    guard let presented = try parameters.single("auth_req_id") else { throw refused(.missingRequest) }
    guard let id = BearerSecret<AuthenticationRequestSecret>(presented: presented)?.digest else {
      throw refused(.unknownRequest)
    }
    // 2. Enterprise, holder and licence are still what they were when it was approved. Asked before it is fetched, so
    //    that a refusal for the moment uses nothing up.
    var life: Result<LiveGrant, GrantDeath>?
    if let grant = try await grants.redeemable(id.grantCode, by: caller.client.id, at: now) {
      try TokenAudience.require(parameters.all("resource"), within: grant.resources)
      life = try await living.live(grant, at: now)
    }
    if case .failure(.standingUnknown) = life { throw TokenRefusal.dead(.standingUnknown) }
    // 3. It is fetched: once, by its own client, in time.
    let poll = try await requests.poll(
      id, by: caller.client.id, binding: caller.grantConfirmation, longestInterval: policy.longestInterval, at: now)
    guard case .approved(let grant) = poll else { throw refused(BackchannelTokenRefusal(poll) ?? .unknownRequest) }
    // Approved between the two questions, it is asked for the first time now, and fetched all the same.
    if life == nil { life = try await living.live(grant, at: now) }
    let live: LiveGrant
    switch life {
    case .success(let found): live = found
    case .failure(let death): throw TokenRefusal.dead(death)
    case nil: throw refused(.unknownRequest)
    }
    // 4. Tokens: no more than the client may have by now.
    let scopes = grant.scopes.intersection(live.client.scopes)
    let audiences = try TokenAudience.audiences(
      of: live.client, granted: grant.resources, requested: parameters.all("resource"), scopes: scopes,
      issuer: issuer.issuer)
    return try await issuer.tokens(
      for: live, to: caller, scopes: scopes, audiences: audiences, details: grant.details, generation: grant.generation,
      nonce: nil, at: now)
  }

  private func refused(_ refusal: BackchannelTokenRefusal) -> TokenRefusal { .backchannel(refusal) }
}
