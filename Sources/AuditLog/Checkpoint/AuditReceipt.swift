package import JOSE

/// Why a receipt is refused.
package enum ReceiptRejection: Error, Sendable, Hashable, CaseIterable {
  /// Not a receipt.
  case malformed
  /// The checkpoint is signed by a key that is not believed.
  case unknownKey
  /// The checkpoint is not what was signed.
  case badSignature
  /// The leaf is not the one of which the rest of the receipt speaks.
  case altered
  /// The proof does not lead from the leaf to the signed root.
  case notIncluded
}

/// A leaf with the proof that it is in a signed tree: a file that verifies by itself, years later, without the server.
package struct AuditReceipt: Sendable, Hashable {
  package let leaf: [UInt8]
  /// What the proof begins with. It repeats the leaf, to tell one that was altered from one that was never there.
  package let leafHash: TreeHash
  package let index: Int
  package let proof: [TreeHash]
  package let checkpoint: SignedCheckpoint
  /// The public audit keys as the server told them. They make the file whole, not trustworthy: compare the key with one
  /// obtained by another way.
  package let keys: JWKSet
  /// Where the server publishes them: whoever asks there has them by another way than with this file.
  package let keysAddress: String?

  package static let type = "tongzhao-audit-receipt-1"

  package init(
    leaf: [UInt8], leafHash: TreeHash? = nil, index: Int, proof: [TreeHash], checkpoint: SignedCheckpoint, keys: JWKSet,
    keysAddress: String? = nil
  ) {
    self.leaf = leaf
    self.leafHash = leafHash ?? .leaf(leaf)
    self.index = index
    self.proof = proof
    self.checkpoint = checkpoint
    self.keys = keys
    self.keysAddress = keysAddress
  }

  package var json: JSON {
    var json: JSONObject = [
      "type": .string(Self.type), "index": .integer(Int64(index)), "leaf": .string(Base64URL.encode(leaf)),
      "proof": .array(proof.map { .string(Base64URL.encode($0.bytes)) }),
      "leaf_hash": .string(Base64URL.encode(leafHash.bytes)), "checkpoint": .string(checkpoint.compact),
      "keys": keys.json,
    ]
    json["keys_url"] = keysAddress.map(JSON.string)
    return .object(json)
  }

  package init(json: JSON) throws(ReceiptRejection) {
    guard json["type"]?.string == Self.type, let index = json["index"]?.integer,
      let leaf = json["leaf"]?.string.flatMap({ Base64URL.decode($0) }),
      let leafHash = json["leaf_hash"]?.string.flatMap({ Base64URL.decode($0) }).flatMap({ TreeHash($0) }),
      let texts = json["proof"]?.array, texts.count <= 64, let compact = json["checkpoint"]?.string,
      let keys = json["keys"]
    else { throw .malformed }
    var proof: [TreeHash] = []
    for text in texts {
      guard let hash = text.string.flatMap({ Base64URL.decode($0) }).flatMap({ TreeHash($0) }) else {
        throw .malformed
      }
      proof.append(hash)
    }
    do {
      self.init(
        leaf: leaf, leafHash: leafHash, index: Int(index), proof: proof,
        checkpoint: try SignedCheckpoint(compact: compact),
        keys: try JWKSet(parsing: keys), keysAddress: json["keys_url"]?.string)
    } catch {
      throw .malformed
    }
  }

  /// The leaf, when the checkpoint is signed by one of `trusted` (the file's own keys when nil) and the proof holds.
  package func verified(trusting trusted: JWKSet?) throws(ReceiptRejection) -> (leaf: AuditLeaf, checkpoint: Checkpoint)
  {
    let checkpoint: Checkpoint
    do {
      checkpoint = try self.checkpoint.verified(by: trusted ?? keys)
    } catch {
      switch error {
      case .unknownKey: throw .unknownKey
      case .badSignature, .wrongOrigin: throw .badSignature
      case .malformed: throw .malformed
      }
    }
    guard
      ProofRules.isIncluded(
        leafHash, at: index, size: checkpoint.size, root: checkpoint.root, proof: proof)
    else { throw .notIncluded }
    guard leafHash == .leaf(leaf) else { throw .altered }
    guard let leaf = AuditLeaf(parsing: leaf), leaf.index == index else { throw .malformed }
    return (leaf, checkpoint)
  }
}
