import JOSE

/// The secret of PKCE that a token request reveals (RFC 7636 §4.1): 43 to 128 unreserved characters.
package struct CodeVerifier: Sendable, CustomStringConvertible, CustomReflectable {
  private let value: String

  /// Refuses another length and any character that is not unreserved.
  package init?(_ value: String) {
    guard (43...128).contains(value.utf8.count), value.utf8.allSatisfy(Percent.isUnreserved) else { return nil }
    self.value = value
  }

  /// A fresh verifier of 256 random bits (RFC 7636 §7.1).
  package init() {
    value = Base64URL.encode(Random.bytes(32))
  }

  /// The S256 challenge of this verifier (RFC 7636 §4.2).
  package func challenge() -> CodeChallenge {
    CodeChallenge(digest: Digests.sha256(Array(value.utf8)))
  }

  /// The text for the wire; search for this word to find every place that shows a verifier.
  package func revealed() -> String { value }

  /// Never the verifier.
  package var description: String { "<redacted>" }
  /// Never the verifier, not even in a dump.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
