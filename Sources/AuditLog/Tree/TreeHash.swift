import JOSE

/// A node of the Merkle tree: SHA-256, with leaves and inner nodes told apart by their first byte (RFC 9162 §2.1.1).
package struct TreeHash: Sendable, Hashable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// A hash that was kept or sent; nil when its length is wrong.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  private init(of bytes: [UInt8]) { self.bytes = Digests.sha256(bytes) }

  /// The hash of a leaf.
  package static func leaf(_ bytes: [UInt8]) -> TreeHash { TreeHash(of: [0] + bytes) }

  /// The hash above two nodes.
  package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
    TreeHash(of: [1] + left.bytes + right.bytes)
  }

  /// The root of a tree without leaves.
  package static let ofNothing = TreeHash(of: [])
}
