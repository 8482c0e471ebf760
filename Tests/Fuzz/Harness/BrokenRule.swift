/// A parser did what it must not.
package struct BrokenRule: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rule, as it should hold.
  package let description: String

  /// A rule that does not hold.
  package init(_ description: String) { self.description = description }
}

/// States a rule of a parser.
package func hold(_ condition: Bool, _ rule: String) throws(BrokenRule) {
  guard condition else { throw BrokenRule(rule) }
}
