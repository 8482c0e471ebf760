/// The times and bounds of this room, in seconds where they are times.
package struct BackchannelPolicy: Sendable, Hashable {
  /// How long clerk and holder have where the client does not say (`requested_expiry`).
  package var life = 300
  /// What a client may say; more or less is taken for the nearest.
  package var lives = 30...600
  /// How often a client may ask, at first.
  package var interval = 5
  /// How many requests of one client may wait at a time.
  package var perClient = 2_000
  /// The longest binding message, in characters: a phone shows it in one look.
  package var longestMessage = 64

  /// The usual values.
  package init() {}
}
