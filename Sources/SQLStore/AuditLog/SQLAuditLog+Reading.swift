package import AuditLog
package import JOSE
import KeyCustody

extension SQLAuditLog {
  package func record(at index: Int) async throws -> AuditRecord? {
    try await records(from: index, limit: 1).first { $0.index == index }
  }

  package func records(from index: Int, limit: Int) async throws -> [AuditRecord] {
    try await database.scan { connection in
      try connection.rows(
        "SELECT leaf_index, leaf, sealed FROM audit_leaves WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2",
        [.int(index), .int(limit)]
      ).map(Self.record)
    }
  }

  package func root(size: Int) async throws -> TreeHash? {
    try await database.read { connection in
      guard 0 <= size, size <= (try Self.size(on: connection)) else { return nil }
      return try Self.tree(size, on: connection).root()
    }
  }

  package func inclusionProof(of index: Int, size: Int) async throws -> [TreeHash]? {
    try await database.read { connection in
      guard size <= (try Self.size(on: connection)) else { return nil }
      return try Self.tree(size, on: connection).inclusionProof(of: index)
    }
  }

  package func consistencyProof(from former: Int, to size: Int) async throws -> [TreeHash]? {
    try await database.read { connection in
      guard size <= (try Self.size(on: connection)) else { return nil }
      return try Self.tree(size, on: connection).consistencyProof(from: former)
    }
  }

  package func latestCheckpoint() async throws -> SignedCheckpoint? {
    try await database.read { try Self.latestCheckpoint(on: $0) }
  }

  package func checkpoint(covering index: Int) async throws -> SignedCheckpoint? {
    try await database.read { connection in
      try connection.row(
        "SELECT signed FROM audit_checkpoints WHERE tree_size > $1 ORDER BY tree_size LIMIT 1", [.int(index)]
      ).map { try SignedCheckpoint(compact: $0.text(0)) }
    }
  }

  /// The personal details of a leaf, for who has the server's secrets; nil when there are none (any more).
  package func details(of record: AuditRecord, at now: NumericDate) throws -> JSONObject? {
    guard let sealed = record.sealed else { return nil }
    let bytes = try secrets.open(sealed, .audit, associatedData: Self.sealingContext(record.index), at: now)
    return try JSON(parsing: bytes).object
  }

  static func sealingContext(_ index: Int) -> [UInt8] { Array("audit_leaves \(index)".utf8) }

  static func size(on connection: any SQLConnection) throws -> Int {
    try connection.row("SELECT size FROM audit_tree WHERE id = 1")?.int(0) ?? 0
  }

  static func latestCheckpoint(on connection: any SQLConnection) throws -> SignedCheckpoint? {
    try connection.row("SELECT signed FROM audit_checkpoints ORDER BY tree_size DESC LIMIT 1")
      .map { try SignedCheckpoint(compact: $0.text(0)) }
  }

  static func tree(_ size: Int, on connection: any SQLConnection) throws -> MerkleTree {
    MerkleTree(size: size) { try node($0, on: connection) }
  }

  static func node(_ place: TreeNode, on connection: any SQLConnection) throws -> TreeHash {
    guard let hash = try keptNode(place, on: connection) else {
      throw StoreError.corrupt("the audit tree lacks the node at level \(place.level), place \(place.index)")
    }
    return hash
  }

  static func keptNode(_ place: TreeNode, on connection: any SQLConnection) throws -> TreeHash? {
    try connection.row(
      "SELECT hash FROM audit_nodes WHERE level = $1 AND position = $2", [.int(place.level), .int(place.index)]
    ).flatMap { TreeHash(try $0.blob(0)) }
  }

  /// The columns from `at` on.
  static func columns(of leaf: AuditLeaf) -> [SQLValue] {
    [
      .date(leaf.event.at), .text(leaf.event.action.rawValue), .text(leaf.event.outcome.rawValue),
      .text(orNull: leaf.event.client), .text(orNull: leaf.event.licence), .text(orNull: leaf.event.object),
      .text(orNull: leaf.requestID),
    ]
  }

  static func record(_ row: SQLRow) throws -> AuditRecord {
    AuditRecord(index: try row.int(0), bytes: try row.blob(1), sealed: try row.blobIfPresent(2))
  }
}
