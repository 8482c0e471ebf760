/// A parameter was sent twice, which RFC 6749 §3.1 forbids: two parsers could pick different ones.
package struct DuplicateParameter: Error, Sendable, Hashable {
  /// Which one.
  package let name: String

  /// The parameter of this name was repeated.
  package init(name: String) {
    self.name = name
  }
}
