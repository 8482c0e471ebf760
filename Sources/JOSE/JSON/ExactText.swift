extension String {
  /// Equality of the UTF-8 bytes. Swift's `==` holds for canonically equivalent texts (the Kelvin sign equals "K"),
  /// which is wrong for identifiers: RFC 8259 §8.3, RFC 3986 §6.2.1 and RFC 7519 §2 compare code point by code point.
  package func isExactly(_ other: String) -> Bool {
    // Most texts that are compared differ, which the library finds out fastest: what is not even equivalent is not exact.
    guard self == other else { return false }
    let (left, right) = (utf8Span.span, other.utf8Span.span)
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}
