package import AuditLog
package import JOSE

extension SQLAuditLog {
  /// Goes through the log in `database`, a copy perhaps, by public keys alone.
  /// - Parameters:
  ///   - keys: the keys to believe; nil takes those that the database names, which whoever wrote all of it could have
  ///     replaced too.
  ///   - known: a checkpoint kept elsewhere.
  ///   - since: a checkpoint up to which the log was gone through before: only what came after it is read, and the tree
  ///     must go on from its root.
  package static func verify(
    _ database: any SQLDatabase, keys: JWKSet?, known: [SignedCheckpoint] = [], since: Checkpoint? = nil,
    origin: String? = nil
  ) async throws -> AuditVerification {
    // One snapshot: a server may be appending.
    try await database.scan { connection in
      let kept = try connection.rows("SELECT signed FROM audit_checkpoints ORDER BY tree_size").map {
        try SignedCheckpoint(compact: $0.text(0))
      }
      let keys = try keys ?? publicKeys(on: connection)
      let all = kept + known.filter { !kept.contains($0) }
      var verifier: AuditVerifier
      if let since {
        let edge = try RightEdge(size: since.size) { try keptNode($0, on: connection) ?? .ofNothing }
        verifier = AuditVerifier(checkpoints: all, keys: keys, origin: origin, goingOnFrom: edge, of: since)
      } else {
        verifier = AuditVerifier(checkpoints: all, keys: keys, origin: origin)
      }
      var next = since?.size ?? 0
      while true {
        let rows = try connection.rows(
          """
          SELECT leaf_index, leaf, sealed, at, action, outcome, client_id, licence, object, request_id
          FROM audit_leaves WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT 500
          """, [.int(next)])
        for row in rows {
          let record = try record(row)
          try verifier.take(record) { try keptNode($0, on: connection) }
          if let leaf = record.leaf, Array(row.values[3...]) != columns(of: leaf) {
            verifier.columnsDiffer(at: record.index)
          }
          next = record.index + 1
        }
        if rows.count < 500 { break }
      }
      let root = verifier.finish(counted: try size(on: connection))
      let signed = all.filter { (try? $0.verified(by: keys)) != nil }.map(\.unverified.size).max() ?? 0
      return AuditVerification(
        findings: verifier.findings, size: next, root: root, erased: verifier.erased, signedSize: signed, keys: keys)
    }
  }

  /// The audit keys of all times, removed ones too: what they signed is still to be verified.
  package func publicKeys() async throws -> JWKSet { try await database.scan { try Self.publicKeys(on: $0) } }

  /// Those that the database names.
  package static func publicKeys(in database: any SQLDatabase) async throws -> JWKSet {
    try await database.scan { try publicKeys(on: $0) }
  }

  private static func publicKeys(on connection: any SQLConnection) throws -> JWKSet {
    let rows = try connection.rows(
      "SELECT kid, public_key FROM signing_keys WHERE key_use = 'audit' ORDER BY created_at, kid")
    let keys = try rows.map { row -> JSON in
      var key = try JSON(parsing: Array(row.text(1).utf8)).object ?? [:]
      key["kid"] = .string(try row.text(0))
      key["use"] = "sig"
      return .object(key)
    }
    return try JWKSet(parsing: ["keys": .array(keys)])
  }
}
