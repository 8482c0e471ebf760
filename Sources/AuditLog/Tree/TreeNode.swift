/// The place of a perfect subtree: it covers the leaves `index << level ..< (index + 1) << level`. Once it is full it
/// never changes, so that its hash can be kept.
package struct TreeNode: Sendable, Hashable {
  /// 0 for a leaf.
  package let level: Int
  /// Counted from the left, within the level.
  package let index: Int

  package init(level: Int, index: Int) {
    self.level = level
    self.index = index
  }
}
