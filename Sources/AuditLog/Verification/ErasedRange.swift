/// The leaves of which an erasure speaks, as the object of its own leaf: `<first>..<end>`.
package struct ErasedRange: Sendable, Hashable {
  package let leaves: Range<Int>

  package init(_ leaves: Range<Int>) { self.leaves = leaves }

  package init?(_ text: String?) {
    let parts = text?.split(separator: "..<").map(String.init) ?? []
    guard parts.count == 2, let first = Int(parts[0]), let end = Int(parts[1]), 0 <= first, first <= end else {
      return nil
    }
    leaves = first..<end
  }

  package var text: String { "\(leaves.lowerBound)..<\(leaves.upperBound)" }
}
