import AuditLog
import JOSE
import Testing

@Suite struct ProofTests {
  private static let nodes = ReferenceTree.nodes(ReferenceTree.leaves)

  @Test(arguments: 0...8)
  func `the roots of the reference tree`(size: Int) throws {
    var edge = RightEdge()
    for leaf in ReferenceTree.leaves.prefix(size) { edge.append(.leaf(leaf)) }
    #expect(ReferenceTree.hex(edge.root) == ReferenceTree.roots[size])
    #expect(ReferenceTree.hex(try MerkleTree(size, Self.nodes).root()) == ReferenceTree.roots[size])
    let restored = try RightEdge(size: size) { try #require(Self.nodes[$0]) }
    #expect(restored == edge)
  }

  @Test(arguments: [
    (0, 8, ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]),
    (5, 8, ["bc1a0643b12e4d2d", "ca854ea128ed050b", "d37ee418976dd957"]),
    (2, 7, ["07506a85fd9dd2f1", "fac54203e7cc696c", "837dbb152e9b0790"]),
    (6, 7, ["0ebc5d3437fbe2db", "d37ee418976dd957"]),
    (0, 1, []),
  ])
  func `the inclusion proofs of the reference tree`(index: Int, size: Int, expected: [String]) throws {
    let proof = try #require(try MerkleTree(size, Self.nodes).inclusionProof(of: index))
    #expect(proof.map { String(ReferenceTree.hex($0).prefix(16)) } == expected)
  }

  @Test(arguments: [
    (1, 1, []),
    (1, 8, ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]),
    (6, 8, ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"]),
    (2, 5, ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"]),
    (3, 7, ["0298d122906dcfc1", "07506a85fd9dd2f1", "fac54203e7cc696c", "837dbb152e9b0790"]),
    (4, 7, ["837dbb152e9b0790"]),
    (6, 7, ["0ebc5d3437fbe2db", "b08693ec2e721597", "d37ee418976dd957"]),
  ])
  func `the consistency proofs of the reference tree`(former: Int, size: Int, expected: [String]) throws {
    let proof = try #require(try MerkleTree(size, Self.nodes).consistencyProof(from: former))
    #expect(proof.map { String(ReferenceTree.hex($0).prefix(16)) } == expected)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 13, 32, 33])
  func `every inclusion proof verifies, and none that differs in a bit`(size: Int) throws {
    // Never two alike: those may change places.
    let leaves = (0..<size).map { _ in Random.bytes(Int.random(in: 8...40)) }
    let tree = MerkleTree(size, ReferenceTree.nodes(leaves))
    let root = try tree.root()
    for index in 0..<size {
      let leaf = TreeHash.leaf(leaves[index])
      let proof = try #require(try tree.inclusionProof(of: index))
      #expect(ProofRules.isIncluded(leaf, at: index, size: size, root: root, proof: proof))
      let holds = { (leaf: TreeHash, index: Int, root: TreeHash, proof: [TreeHash]) in
        ProofRules.isIncluded(leaf, at: index, size: size, root: root, proof: proof)
      }
      #expect(!holds(flipped(leaf), index, root, proof))
      #expect(!holds(leaf, index, flipped(root), proof))
      for place in proof.indices {
        var altered = proof
        altered[place] = flipped(proof[place])
        #expect(!holds(leaf, index, root, altered))
      }
      #expect(!holds(leaf, index, root, proof + [root]))
      if !proof.isEmpty { #expect(!holds(leaf, index, root, Array(proof.dropLast()))) }
      for other in [-1, size] + (0..<size) where other != index { #expect(!holds(leaf, other, root, proof)) }
    }
    #expect(try tree.inclusionProof(of: size) == nil)
    #expect(try tree.inclusionProof(of: -1) == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 13, 32, 33])
  func `every consistency proof verifies, and none that differs in a bit`(size: Int) throws {
    let leaves = (0..<size).map { _ in Random.bytes(Int.random(in: 8...40)) }
    let nodes = ReferenceTree.nodes(leaves)
    let root = try MerkleTree(size, nodes).root()
    for former in 1...size {
      let formerRoot = try MerkleTree(former, nodes).root()
      let proof = try #require(try MerkleTree(size, nodes).consistencyProof(from: former))
      let holds = { (formerRoot: TreeHash, root: TreeHash, proof: [TreeHash]) in
        ProofRules.isConsistent(former: former, formerRoot: formerRoot, size: size, root: root, proof: proof)
      }
      #expect(holds(formerRoot, root, proof))
      #expect(!holds(flipped(formerRoot), root, proof))
      #expect(!holds(formerRoot, flipped(root), proof))
      for place in proof.indices {
        var altered = proof
        altered[place] = flipped(proof[place])
        #expect(!holds(formerRoot, root, altered))
      }
      #expect(!holds(formerRoot, root, proof + [root]))
      if !proof.isEmpty { #expect(!holds(formerRoot, root, Array(proof.dropLast()))) }
    }
    #expect(!ProofRules.isConsistent(former: 0, formerRoot: .ofNothing, size: size, root: root, proof: []))
    #expect(try MerkleTree(size, nodes).consistencyProof(from: size + 1) == nil)
  }

  private func flipped(_ hash: TreeHash) -> TreeHash {
    var bytes = hash.bytes
    bytes[Int.random(in: 0..<32)] ^= 1 << UInt8.random(in: 0..<8)
    return TreeHash(bytes) ?? hash
  }
}
