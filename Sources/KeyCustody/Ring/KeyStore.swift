/// What the ring asks of storage.
package protocol KeyStore: Sendable {
  /// Everything, as one consistent view.
  func contents() async throws -> KeyRingContents

  /// The version alone; cheap enough to be asked twice a second by every replica.
  func version() async throws -> Int64

  /// Shows `rule` the contents and makes the changes it answers, in one transaction that no other process's change can
  /// come between. The version grows by one if there are any. A rule that throws changes nothing.
  @discardableResult
  func change(
    by rule: @escaping @Sendable (KeyRingContents) throws -> [KeyChange]
  ) async throws -> [KeyChange]

  /// Notes what a serving process says of itself; forgets those that have been silent for a day.
  func note(_ follower: KeyFollower) async throws

  /// What serving processes said last.
  func followers() async throws -> [KeyFollower]
}
