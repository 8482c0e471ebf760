package import JOSE

/// The public keys of a client: those that verify what it signs, and those that we encrypt to.
package struct ClientKeySet: Sendable, Hashable {
  /// No keys.
  package static let empty = ClientKeySet()

  /// Those that verify what the client signs.
  package let verification: JWKSet
  private let entries: [JSON]

  private init() {
    verification = JWKSet(keys: [])
    entries = []
  }

  /// Reads a JWK Set (RFC 7517 §5). A private key anywhere refuses the whole.
  package init(parsing document: JSON) throws(JWKRejection) {
    verification = try JWKSet(parsing: document)
    entries = document["keys"]?.array ?? []
  }

  /// Whether a key of any use has this id.
  package func holds(_ keyID: String) -> Bool { entries.contains { $0["kid"]?.string?.isExactly(keyID) ?? false } }

  /// The first key that says it is for encryption (`use` `enc`) and fits; nil when there is none.
  package func encryptionKey(for management: KeyManagement) -> EncryptionKey? {
    entries.lazy.filter { $0["use"] == "enc" }.compactMap { jwk in try? EncryptionKey(jwk: jwk, for: management) }.first
  }
}
