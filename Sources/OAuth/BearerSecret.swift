import JOSE

/// A secret whose mere possession is enough (a code, a token, a cookie). It prints `<redacted>`, is revealed by one
/// searchable word, and stores take only its `digest`.
package struct BearerSecret<Kind>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  /// A fresh secret of `bytes` random bytes, in base64url.
  package init(generating bytes: Int = 32) {
    value = Base64URL.encode(Random.bytes(bytes))
  }

  /// What somebody presented: 1 to 1024 characters of printable ASCII (VSCHAR, RFC 6749 appendix A). Otherwise nil.
  package init?(presented: String) {
    guard (1...1024).contains(presented.utf8.count), presented.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return nil
    }
    value = presented
  }

  /// A secret that follows from others, such as a refresh token (grant, generation, MAC).
  package init(derived value: String) {
    self.value = value
  }

  /// The text for the wire; search for this word to find every place that shows a secret.
  package func revealed() -> String { value }

  /// What stores may keep. Enough for secrets of 128 bits or more; a short one (six digits) is kept under a MAC.
  package var digest: SecretDigest<Kind> { SecretDigest(bytes: Digests.sha256(Array(value.utf8))) }

  /// Never the secret.
  package var description: String { "<redacted>" }
  /// Never the secret.
  package var debugDescription: String { "<redacted>" }
  /// Never the secret, not even in a dump.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
