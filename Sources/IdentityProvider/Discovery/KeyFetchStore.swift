package import JOSE
package import OAuth

/// What was noticed of a client: that it proved itself somewhere, or fetched these keys.
package struct ClientSighting: Sendable, Hashable {
  package let client: ClientID
  package let at: NumericDate
  /// The keys that it was given; empty when it was only seen.
  package let kids: [String]

  package init(client: ClientID, at: NumericDate, kids: [String] = []) {
    self.client = client
    self.at = at
    self.kids = kids
  }
}

/// What is known of a client as a reader of keys.
package struct KeyReader: Sendable, Hashable {
  package let client: ClientID
  /// When it last proved itself or fetched keys.
  package let seenAt: NumericDate
  /// When it last fetched keys under its name; nil when it never did.
  package let fetchedAt: NumericDate?
  /// The published keys that it was given, with the last time of each.
  package let kids: [String: NumericDate]

  package init(client: ClientID, seenAt: NumericDate, fetchedAt: NumericDate?, kids: [String: NumericDate]) {
    self.client = client
    self.seenAt = seenAt
    self.fetchedAt = fetchedAt
    self.kids = kids
  }
}

/// Keeps who has fetched which keys: one row for a client, one for each key that it has. No address, no history.
package protocol KeyFetchStore: Sendable {
  /// Notes sightings in one transaction. Those of names that are no client's are left out.
  func note(_ sightings: [ClientSighting]) async throws
  /// All clients that were ever seen and are still registered, in the order of their identifiers.
  func readers() async throws -> [KeyReader]
}
