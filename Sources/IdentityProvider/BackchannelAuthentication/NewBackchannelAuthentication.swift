package import JOSE
package import OAuth

/// What opening one takes.
package struct NewBackchannelAuthentication: Sendable {
  package let id: SecretDigest<AuthenticationRequestSecret>
  package let link: SecretDigest<RequestLinkSecret>
  package let authentication: BackchannelAuthentication
  /// What the client is told when the answer is there; nil where it wants to be told nothing.
  package let ping: SealedPing?
  package let expiresAt: NumericDate
  package let interval: Int
  package let perClient: Int

  package init(
    id: SecretDigest<AuthenticationRequestSecret>, link: SecretDigest<RequestLinkSecret>,
    _ authentication: BackchannelAuthentication, ping: SealedPing?, expiresAt: NumericDate, policy: BackchannelPolicy
  ) {
    self.id = id
    self.link = link
    self.authentication = authentication
    self.ping = ping
    self.expiresAt = expiresAt
    interval = policy.interval
    perClient = policy.perClient
  }
}
