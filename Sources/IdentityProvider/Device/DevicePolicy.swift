/// The times and bounds of this room, in seconds where they are times.
package struct DevicePolicy: Sendable, Hashable {
  /// How long a device and its person have.
  package var codeLife = 600
  /// How often a device may ask, at first.
  package var interval = 5
  /// How long a device keeps what was approved, unless an operator allowed it `offline_access`.
  package var longestGrant = 3_600
  /// How many devices of one client may wait at a time.
  package var perClient = 5_000
  /// How many devices behind one network address may wait at a time.
  package var perSource = 50
  /// How many wrong codes one network address may type in an hour; a government hall is one address.
  package var guessesPerHour = 30

  /// The usual values.
  package init() {}
}
