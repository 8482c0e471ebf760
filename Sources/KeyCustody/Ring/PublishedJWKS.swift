import JOSE

/// A key set, ready to be sent.
package struct PublishedJWKS: Sendable, Hashable {
  /// `{"keys":[…]}` (RFC 7517 §5).
  package let bytes: [UInt8]
  /// The names of its keys.
  package let kids: [String]
  /// A strong entity tag, with its quotes; the same on every replica.
  package let entityTag: String

  init(_ keys: [PublishedKey]) {
    // The signing key of each slot first: a naive verifier takes the first key that fits. Then a fixed order.
    let order: [KeyState] = [.signing, .announced, .retired]
    let sorted = order.flatMap { state in
      keys.filter { $0.state == state }.sorted { ($0.dates.createdAt, $0.kid) < ($1.dates.createdAt, $1.kid) }
    }
    kids = sorted.map(\.kid)
    bytes = JSON.object(["keys": .array(sorted.map { .object($0.jwk) })]).serialized()
    entityTag = "\"\(Base64URL.encode(Digests.sha256(bytes).prefix(16)))\""
  }
}
