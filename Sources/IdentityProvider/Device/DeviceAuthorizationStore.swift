package import JOSE
package import OAuth

/// What this room asks of storage. Each verb is one transaction, so that what may happen once happens once, in a race
/// too.
package protocol DeviceAuthorizationStore: Sendable {
  /// Keeps a new one, unless its client or its source has as many waiting as it may.
  func open(_ new: NewDeviceAuthorization, at now: NumericDate) async throws -> DeviceOpening

  /// Uses what a person typed: its digests under every secret that may have been current. A code that fits nothing is
  /// counted against the source, and with the budget spent no code fits.
  func use(
    _ userCode: [[UInt8]], to step: AwaitedStep, from source: String, budget: Int, at now: NumericDate
  ) async throws -> UserCodeOutcome

  /// The device asks. Of any number at the same time exactly one fetches the grant, which is bound from then on as told.
  func poll(
    _ code: SecretDigest<DeviceCodeSecret>, by client: ClientID, binding: Confirmation?, longestInterval: Int,
    at now: NumericDate
  ) async throws -> AwaitedPoll
}

/// What opening one takes.
package struct NewDeviceAuthorization: Sendable {
  package let authorization: DeviceAuthorization
  /// The keyed digest of the eight letters.
  package let userCode: [UInt8]
  /// The network address that asks, shortened to what is counted as one source.
  package let source: String
  package let interval: Int
  package let perClient: Int
  package let perSource: Int

  package init(
    _ authorization: DeviceAuthorization, userCode: [UInt8], source: String, policy: DevicePolicy
  ) {
    self.authorization = authorization
    self.userCode = userCode
    self.source = source
    interval = policy.interval
    perClient = policy.perClient
    perSource = policy.perSource
  }
}

/// What became of opening one.
package enum DeviceOpening: Sendable, Hashable {
  case opened
  /// Another device shows these letters; draw again.
  case codeTaken
  case tooManyForClient
  case tooManyForSource
}

/// What became of a typed code.
package enum UserCodeOutcome: Sendable, Hashable {
  case found(DeviceAuthorization)
  /// Wrong, used or too old: the three look alike.
  case unknown
  /// Too many wrong codes from this address.
  case budgetSpent
}
