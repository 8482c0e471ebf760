package import OAuth

/// The `request_uri` that a pushed request gets (RFC 9126 §2.2).
package enum PushedRequestURI {
  private static let prefix = "urn:ietf:params:oauth:request_uri:"

  /// The name that only the client is told.
  package static func text(of secret: BearerSecret<PushedRequestSecret>) -> String { prefix + secret.revealed() }

  /// The secret in a presented `request_uri`; nil when it is an address, or nothing of ours.
  package static func secret(of text: String) -> BearerSecret<PushedRequestSecret>? {
    guard text.hasPrefix(prefix) else { return nil }
    return BearerSecret(presented: String(text.dropFirst(prefix.count)))
  }
}
