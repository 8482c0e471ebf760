/// Whether proofs hold. Nothing but hashes and sizes is needed.
package enum ProofRules {
  /// Whether `leaf` is at `index` of the tree (RFC 9162 §2.1.3.2).
  package static func isIncluded(
    _ leaf: TreeHash, at index: Int, size: Int, root: TreeHash, proof: [TreeHash]
  ) -> Bool {
    guard 0 <= index, index < size else { return false }
    var (place, last, hash) = (index, size - 1, leaf)
    for sibling in proof {
      guard last != 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = .node(sibling, hash)
        climb(&place, &last)
      } else {
        hash = .node(hash, sibling)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }

  /// Whether the tree of `size` begins with that of `former` (RFC 9162 §2.1.4.2). Nothing follows from a tree without
  /// leaves, so `former` is at least one.
  package static func isConsistent(
    former: Int, formerRoot: TreeHash, size: Int, root: TreeHash, proof: [TreeHash]
  ) -> Bool {
    guard 0 < former, former <= size else { return false }
    if former == size { return proof.isEmpty && formerRoot == root }
    // A perfect former tree is a node of the later one, and the proof does not repeat it.
    let path = former & (former - 1) == 0 ? [formerRoot] + proof : proof
    guard !proof.isEmpty, let first = path.first else { return false }
    var (place, last) = (former - 1, size - 1)
    while place & 1 == 1 {
      place >>= 1
      last >>= 1
    }
    var (formerHash, hash) = (first, first)
    for sibling in path.dropFirst() {
      guard last != 0 else { return false }
      if place & 1 == 1 || place == last {
        formerHash = .node(sibling, formerHash)
        hash = .node(sibling, hash)
        climb(&place, &last)
      } else {
        hash = .node(hash, sibling)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && formerHash == formerRoot && hash == root
  }

  /// At the right edge, levels without a sibling are passed over.
  private static func climb(_ place: inout Int, _ last: inout Int) {
    while place & 1 == 0, place != 0 {
      place >>= 1
      last >>= 1
    }
  }
}
