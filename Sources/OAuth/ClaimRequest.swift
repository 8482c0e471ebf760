package import JOSE

/// One claim that a client asks for by name (OpenID Connect Core §5.5.1).
package struct ClaimRequest: Sendable, Hashable {
  /// The claim's name.
  package let name: String
  /// Whether the client's task fails without it. Never a reason to refuse the login (§5.5.1).
  package let isEssential: Bool
  /// The one value wanted, if any.
  package let value: JSON?
  /// The values of which one is wanted, in order of preference.
  package let values: [JSON]?

  /// A claim request; `value` and `values` exclude each other.
  package init(name: String, isEssential: Bool = false, value: JSON? = nil, values: [JSON]? = nil) {
    self.name = name
    self.isEssential = isEssential
    self.value = value
    self.values = values
  }
}
