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
    _ userCode: [[UInt8]], to step: UserCodeStep, from source: String, budget: Int, at now: NumericDate
  ) async throws -> UserCodeOutcome

  /// The device asks. Of any number at the same time exactly one fetches the grant, which is bound from then on as told.
  func poll(
    _ code: SecretDigest<DeviceCodeSecret>, by client: ClientID, binding: Confirmation?, longestInterval: Int,
    at now: NumericDate
  ) async throws -> DevicePoll
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

/// What a person does with the code.
package enum UserCodeStep: Sendable, Hashable, CaseIterable {
  /// Looks who asks. Uses nothing up.
  case look
  /// Goes on to the login. From here on the code opens nothing any more.
  case claim
  /// Says that it is no device of theirs. The device is told.
  case refuse
}

/// What became of a typed code.
package enum UserCodeOutcome: Sendable, Hashable {
  case found(DeviceAuthorization)
  /// Wrong, used or too old: the three look alike.
  case unknown
  /// Too many wrong codes from this address.
  case budgetSpent
}

/// What a device is told that asks.
package enum DevicePoll: Sendable {
  /// Here it is; it is used up.
  case approved(Grant)
  /// Nobody has approved or refused yet.
  case pending
  /// It asked too early and has to wait longer from now on.
  case slowDown
  /// The person refused, stopped, or took it back.
  case denied
  case expired
  /// It was fetched before.
  case used
  /// Another client's; nothing comes of it any more.
  case otherClient
  case unknown
}
