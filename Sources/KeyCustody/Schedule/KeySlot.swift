package import JOSE

/// A place for one signing key at a time: a use and an algorithm.
package struct KeySlot: Sendable, Hashable, CustomStringConvertible {
  package let use: KeyUse
  package let algorithm: SignatureAlgorithm

  package init(_ use: KeyUse, _ algorithm: SignatureAlgorithm) {
    self.use = use
    self.algorithm = algorithm
  }

  package var description: String { "\(use.rawValue)/\(algorithm.rawValue)" }
}
