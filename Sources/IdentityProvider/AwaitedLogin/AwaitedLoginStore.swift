package import JOSE
package import OAuth

/// What is asked of storage for logins that somebody waits for. Each verb is one transaction, so that what may happen once
/// happens once, in a race too.
package protocol AwaitedLoginStore: Sendable {
  /// Keeps what a device asks for, unless its client or its source has as many waiting as it may.
  func open(_ new: NewDeviceAuthorization, at now: NumericDate) async throws -> DeviceOpening

  /// Keeps what a client asks for by the back channel; false when it has as many waiting as it may.
  func open(_ new: NewBackchannelAuthentication, at now: NumericDate) async throws -> Bool

  /// Uses what a person typed: its digests under every secret that may have been current. A code that fits nothing is
  /// counted against the source, and with the budget spent no code fits.
  func use(
    _ userCode: [[UInt8]], to step: AwaitedStep, from source: String, budget: Int, at now: NumericDate
  ) async throws -> UserCodeOutcome

  /// Follows the link; nil when it is unknown, used or too old: the three look alike. Whoever refuses has the client told.
  func use(
    _ link: SecretDigest<RequestLinkSecret>, to step: AwaitedStep, at now: NumericDate
  ) async throws -> BackchannelAuthentication?

  /// Who waits asks. Of any number at the same time exactly one fetches the grant, which is bound from then on as told.
  /// Asked too early it wants five seconds more between, up to `longestInterval`.
  func poll(
    _ key: AwaitedAnswer.Key, by client: ClientID, binding: Confirmation?, longestInterval: Int, at now: NumericDate
  ) async throws -> Result<Grant, AwaitedRefusal>
}
