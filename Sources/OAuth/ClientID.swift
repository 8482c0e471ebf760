/// A client identifier (RFC 6749 §2.2): 1 to 200 visible ASCII characters, no space, so that it can stand unescaped in
/// a log line, a path and a Basic header. It is not a secret.
package struct ClientID: Sendable, Hashable, CustomStringConvertible {
  /// The identifier as registered; compared byte for byte.
  package let value: String

  /// Refuses the empty text, more than 200 characters, a space and all that is not visible ASCII.
  package init?(_ value: String) {
    guard (1...200).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return nil
    }
    self.value = value
  }

  /// The identifier.
  package var description: String { value }
}
