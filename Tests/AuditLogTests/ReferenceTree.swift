import AuditLog
import JOSE

/// The tree of the Certificate Transparency reference implementation's tests: eight leaves.
enum ReferenceTree {
  static let leaves: [[UInt8]] = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ].map(bytes)

  /// The roots of the first 0, 1, … 8 leaves.
  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }

  static func hex(_ hash: TreeHash) -> String {
    hash.bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  /// The nodes that a tree of these leaves keeps.
  static func nodes(_ leaves: [[UInt8]]) -> [TreeNode: TreeHash] {
    var edge = RightEdge()
    var nodes: [TreeNode: TreeHash] = [:]
    for leaf in leaves { for (place, hash) in edge.append(.leaf(leaf)) { nodes[place] = hash } }
    return nodes
  }
}

/// A hash that was never kept.
struct MissingNode: Error {}

extension MerkleTree {
  init(_ size: Int, _ nodes: [TreeNode: TreeHash]) {
    self.init(size: size) { place in
      guard let hash = nodes[place] else { throw MissingNode() }
      return hash
    }
  }
}
