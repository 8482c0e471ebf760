import JOSE

/// The name of one wallet's try at an order; it is the last part of the `response_uri`.
package struct AttemptID: Sendable, Hashable {
  /// 32 characters of base64url.
  package let value: String

  /// A fresh one: 192 random bits.
  package init() { value = Base64URL.encode(Random.bytes(24)) }

  /// From a path; nil when it cannot be the name of an attempt.
  package init?(_ text: some StringProtocol) {
    guard let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
    value = String(text)
  }
}
