import JOSE
import OAuth

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
