// The tree: hashes, proofs and their verification, as rules of RFC 9162 §2.1 (the same as RFC 6962 §2.1).
// Storage only has to keep the nodes that `RightEdge` answers; `Event` says what a leaf is, `Checkpoint` who vouches for
// a root.

/// Proofs from the kept nodes of a tree. Each reads O(log² n) of them.
package struct MerkleTree {
  /// How many leaves there are.
  package let size: Int
  private let node: (TreeNode) throws -> TreeHash

  package init(size: Int, node: @escaping (TreeNode) throws -> TreeHash) {
    self.size = size
    self.node = node
  }

  /// The root.
  package func root() throws -> TreeHash { size == 0 ? .ofNothing : try hash(0, size) }

  /// PATH(m, D[n]) (RFC 9162 §2.1.3.1); nil when there is no such leaf.
  package func inclusionProof(of index: Int) throws -> [TreeHash]? {
    guard 0 <= index, index < size else { return nil }
    return try path(index, 0, size)
  }

  /// PROOF(m, D[n]) (RFC 9162 §2.1.4.1); nil when the tree never had that size with a leaf.
  package func consistencyProof(from former: Int) throws -> [TreeHash]? {
    guard 0 < former, former <= size else { return nil }
    return try subproof(former, 0, size, isWhole: true)
  }

  /// MTH of `count` leaves from `start` on, which is a multiple of a power of two not below `count`.
  private func hash(_ start: Int, _ count: Int) throws -> TreeHash {
    if count & (count - 1) == 0 {
      let level = count.trailingZeroBitCount
      return try node(TreeNode(level: level, index: start >> level))
    }
    let left = Self.split(count)
    return .node(try hash(start, left), try hash(start + left, count - left))
  }

  private func path(_ index: Int, _ start: Int, _ count: Int) throws -> [TreeHash] {
    guard count > 1 else { return [] }
    let left = Self.split(count)
    return index < left
      ? try path(index, start, left) + [try hash(start + left, count - left)]
      : try path(index - left, start + left, count - left) + [try hash(start, left)]
  }

  private func subproof(_ former: Int, _ start: Int, _ count: Int, isWhole: Bool) throws -> [TreeHash] {
    if former == count { return isWhole ? [] : [try hash(start, count)] }
    let left = Self.split(count)
    return former <= left
      ? try subproof(former, start, left, isWhole: isWhole) + [try hash(start + left, count - left)]
      : try subproof(former - left, start + left, count - left, isWhole: false) + [try hash(start, left)]
  }

  /// The largest power of two below `count`.
  private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
