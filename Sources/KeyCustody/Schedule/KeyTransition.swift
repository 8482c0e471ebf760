package import JOSE

/// One step in a key's life.
package struct KeyTransition: Sendable, Hashable {
  package let kid: String
  package let from: KeyState
  package let to: KeyState
  package let at: NumericDate

  package init(kid: String, from: KeyState, to: KeyState, at: NumericDate) {
    self.kid = kid
    self.from = from
    self.to = to
    self.at = at
  }
}
