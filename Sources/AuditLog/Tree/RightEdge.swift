/// A tree as the roots of its perfect subtrees, largest first: all that is needed to append to it and to know its root.
package struct RightEdge: Sendable, Hashable {
  /// How many leaves there are.
  package private(set) var size = 0
  private var peaks: [TreeHash] = []

  /// A tree without leaves.
  package init() {}

  /// The tree of this size over kept nodes.
  package init(size: Int, node: (TreeNode) throws -> TreeHash) rethrows {
    self.size = size
    var start = 0
    for level in stride(from: Int.bitWidth - 2, through: 0, by: -1) where size >> level & 1 == 1 {
      peaks.append(try node(TreeNode(level: level, index: start >> level)))
      start += 1 << level
    }
  }

  /// Appends a leaf and answers the nodes that are complete by that: the leaf, and each subtree it fills. There are two
  /// on average, and `log2(size)` at most.
  @discardableResult
  package mutating func append(_ leaf: TreeHash) -> [(place: TreeNode, hash: TreeHash)] {
    var index = size
    var hash = leaf
    var made = [(place: TreeNode(level: 0, index: index), hash: hash)]
    var level = 0
    while index & 1 == 1 {
      hash = .node(peaks.removeLast(), hash)
      index >>= 1
      level += 1
      made.append((TreeNode(level: level, index: index), hash))
    }
    peaks.append(hash)
    size += 1
    return made
  }

  /// The Merkle Tree Hash (RFC 9162 §2.1.1).
  package var root: TreeHash {
    guard var root = peaks.last else { return .ofNothing }
    for peak in peaks.dropLast().reversed() { root = .node(peak, root) }
    return root
  }
}
