package import JOSE
package import OAuth

/// What this room asks of storage. Each verb is one transaction, so that what may happen once happens once, in a race
/// too.
package protocol BackchannelStore: Sendable {
  /// Keeps a new one; false when its client has as many waiting as it may.
  func open(_ new: NewBackchannelAuthentication, at now: NumericDate) async throws -> Bool

  /// Follows the link; nil when it is unknown, used or too old: the three look alike. Whoever refuses has the client told.
  func use(
    _ link: SecretDigest<RequestLinkSecret>, to step: AwaitedStep, at now: NumericDate
  ) async throws -> BackchannelAuthentication?

  /// The client asks. Of any number at the same time exactly one fetches the grant, which is bound from then on as told.
  func poll(
    _ request: SecretDigest<AuthenticationRequestSecret>, by client: ClientID, binding: Confirmation?,
    longestInterval: Int, at now: NumericDate
  ) async throws -> AwaitedPoll
}

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

extension SecretDigest<AuthenticationRequestSecret> {
  /// The digest under which the approved grant is kept and fetched. It is the digest of no code that anybody could show
  /// as an authorization code.
  package var grantCode: SecretDigest<AuthorizationCodeSecret> {
    SecretDigest<AuthorizationCodeSecret>(bytes: Digests.sha256(Array("auth_req_id ".utf8) + bytes))
  }
}
