package import OAuth

/// A client that was told of a session, and the name by which it knows it: of a session that took another's place there
/// are clients that know the former one.
package struct ToldClient: Sendable, Hashable {
  /// Who.
  package let client: ClientID
  /// The `sid` that it was given.
  package let session: SessionID

  /// Gathers both.
  package init(client: ClientID, session: SessionID) {
    self.client = client
    self.session = session
  }
}
