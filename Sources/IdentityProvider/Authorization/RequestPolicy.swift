/// What is required of authorization requests, and the bounds of pushed ones.
package struct RequestPolicy: Sendable, Hashable {
  /// Every client must push its requests (RFC 9126 §5).
  package var requiresPushed: Bool
  /// Seconds in which a browser must bring a pushed request.
  package var pushedLife: Int
  /// How many pushed requests of one client are kept at a time, those whose login is under way among them. Anybody can
  /// push for a public client.
  package var pushedPerClient: Int

  /// Pushing is a choice, and a pushed request waits for a minute.
  package init(requiresPushed: Bool = false, pushedLife: Int = 60, pushedPerClient: Int = 20_000) {
    self.requiresPushed = requiresPushed
    self.pushedLife = pushedLife
    self.pushedPerClient = pushedPerClient
  }
}
