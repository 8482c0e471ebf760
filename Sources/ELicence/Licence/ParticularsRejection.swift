/// A claim that is missing where it must be there, or has a value that the claim cannot have.
package struct ParticularsRejection: Error, Sendable, Hashable {
  package let claim: String

  package init(claim: String) { self.claim = claim }
}
