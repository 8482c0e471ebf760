package import JOSE
package import OAuth
import OAuthHTTP

/// `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4).
package struct DeviceCodeGrant: TokenGrant {
  package let type = GrantType.deviceCode
  private let issuer: TokenIssuer
  private let grants: any GrantStore
  private let living: LiveGrants
  private let devices: any DeviceAuthorizationStore
  private let policy: DevicePolicy

  /// With what it asks.
  package init(
    issuer: TokenIssuer, grants: any GrantStore, living: LiveGrants, devices: any DeviceAuthorizationStore,
    policy: DevicePolicy = DevicePolicy()
  ) {
    self.issuer = issuer
    self.grants = grants
    self.living = living
    self.devices = devices
    self.policy = policy
  }

  package func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject {
    // 1. The request is whole, and the client still may.
    guard let presented = try parameters.single("device_code") else { throw refused(.missingDeviceCode) }
    guard let allowed = caller.client.deviceScopes else { throw refused(.notAllowed) }
    guard let code = BearerSecret<DeviceCodeSecret>(presented: presented)?.digest else {
      throw refused(.unknownDeviceCode)
    }
    // 2. Enterprise, holder and licence are still what they were when it was approved. Asked before it is fetched, so
    //    that a refusal for the moment uses nothing up.
    var life: Result<LiveGrant, GrantDeath>?
    if let grant = try await grants.redeemable(code.grantCode, by: caller.client.id, at: now) {
      life = try await living.live(grant, at: now)
    }
    if case .failure(.standingUnknown) = life { throw TokenRefusal.dead(.standingUnknown) }
    // 3. It is fetched: once, by its own client, in time.
    let poll = try await devices.poll(
      code, by: caller.client.id, binding: caller.grantConfirmation, longestInterval: policy.longestInterval, at: now)
    guard case .approved(let grant) = poll else { throw refused(DeviceRefusal(poll) ?? .unknownDeviceCode) }
    let live: LiveGrant
    switch life {
    case .success(let found): live = found
    case .failure(let death): throw TokenRefusal.dead(death)
    // Approved between the two questions. It is asked for the first time now, and fetched all the same.
    case nil: live = try await Self.live(grant, in: living, at: now)
    }
    // 4. Tokens: no more than a device of this client may have by now.
    let scopes = grant.scopes.intersection(allowed).intersection(live.client.scopes)
    let audiences = try TokenAudience.audiences(
      of: live.client, requested: parameters.all("resource"), scopes: scopes, issuer: issuer.issuer)
    return try await issuer.tokens(
      for: live, to: caller, scopes: scopes, audiences: audiences, details: grant.details, generation: grant.generation,
      nonce: nil,
      at: now)
  }

  private static func live(_ grant: Grant, in living: LiveGrants, at now: NumericDate) async throws -> LiveGrant {
    switch try await living.live(grant, at: now) {
    case .success(let live): return live
    case .failure(let death): throw TokenRefusal.dead(death)
    }
  }

  private func refused(_ refusal: DeviceRefusal) -> TokenRefusal { .device(refusal) }
}
