package import OAuth

/// What an operator recorded of a pair: to which department's audience a client may hand a login on, and how much of it.
package struct ExchangePermission: Sendable, Hashable {
  /// The other department, as its tokens name it.
  package let audience: String
  /// The most that a token for it may allow.
  package let scopes: ScopeSet
}
