/// The scopes of a request, grant or token (RFC 6749 §3.3). Keeps the order in which they were named, each once; two
/// sets with the same tokens are equal whatever their order.
package struct ScopeSet: Sendable, Hashable, Sequence, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The tokens in order, without repetition.
  package private(set) var scopes: [Scope] = []

  /// The set of these scopes.
  package init(_ scopes: some Sequence<Scope>) {
    for scope in scopes where !self.scopes.contains(scope) { self.scopes.append(scope) }
  }

  /// The set of these scopes.
  package init(arrayLiteral elements: Scope...) {
    self.init(elements)
  }

  /// Reads tokens divided by spaces; the empty text is the empty set. Nil for a character outside the grammar or for
  /// more than 64 tokens.
  package init?(parsing text: String) {
    var scopes: [Scope] = []
    for token in text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true) {
      guard let scope = Scope(Substring(token)), scopes.count < 64 else { return nil }
      scopes.append(scope)
    }
    self.init(scopes)
  }

  /// What this provider knows; discovery's `scopes_supported`.
  package static let known: ScopeSet = [
    .openID, .licence, .licenceParticulars, .holder, .holderIdentity, .offlineAccess, .profile, .address,
  ]

  /// Whether no scope is in it.
  package var isEmpty: Bool { scopes.isEmpty }
  /// How many scopes are in it.
  package var count: Int { scopes.count }
  /// Whether `scope` is in it.
  package func contains(_ scope: Scope) -> Bool { scopes.contains(scope) }
  /// Whether all its scopes are in `other`.
  package func isSubset(of other: ScopeSet) -> Bool { scopes.allSatisfy(other.contains) }
  /// Its scopes that are also in `other`, in its own order.
  package func intersection(_ other: ScopeSet) -> ScopeSet { ScopeSet(scopes.filter(other.contains)) }
  /// Its scopes and then those of `other`.
  package func union(_ other: ScopeSet) -> ScopeSet { ScopeSet(scopes + other.scopes) }
  /// The wire form: tokens with single spaces.
  package var text: String { scopes.map(\.value).joined(separator: " ") }
  /// The wire form.
  package var description: String { text }

  /// Iterates in order.
  package func makeIterator() -> IndexingIterator<[Scope]> { scopes.makeIterator() }
  /// Order does not matter (RFC 6749 §3.3).
  package static func == (a: Self, b: Self) -> Bool { a.count == b.count && a.isSubset(of: b) }
  /// Order does not matter.
  package func hash(into hasher: inout Hasher) { hasher.combine(Set(scopes)) }
}
