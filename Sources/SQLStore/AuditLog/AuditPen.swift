package import AuditLog
package import JOSE
import KeyCustody

/// Appends to the audit log inside somebody's transaction: the record is there exactly when the change is.
package struct AuditPen: Sendable {
  let origin: AuditOrigin
  /// Nil where secrets are not open yet: then nothing personal is recorded.
  let secrets: ServerSecrets?

  /// Who changes what only operators and the schedule change.
  package var actor: AuditActor { origin.operatorAccount.map(AuditActor.operator) ?? .server }

  /// Appends. One row of the tree is written by everybody, so that appends stand in line; each costs some reads and,
  /// on average, four rows.
  package func record(_ event: AuditEvent, on connection: any SQLConnection) throws {
    let counted = try connection.row("UPDATE audit_tree SET size = size + 1 WHERE id = 1 RETURNING size - 1")
    guard let index = try counted?.int(0) else { throw StoreError.corrupt("audit_tree has no row") }
    let sealed = try seal(event, index: index)
    let leaf = AuditLeaf(index: index, event: event, requestID: origin.requestID, sealed: sealed)
    let bytes = leaf.bytes
    try connection.run(
      """
      INSERT INTO audit_leaves (leaf_index, leaf, sealed, at, action, outcome, client_id, licence, object, request_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [.int(index), .blob(bytes), .blob(orNull: sealed)] + SQLAuditLog.columns(of: leaf))
    var edge = try RightEdge(size: index) { try SQLAuditLog.node($0, on: connection) }
    for (place, hash) in edge.append(.leaf(bytes)) {
      try connection.run(
        "INSERT INTO audit_nodes (level, position, hash) VALUES ($1, $2, $3)",
        [.int(place.level), .int(place.index), .blob(hash.bytes)])
    }
  }

  /// A holder as the log knows him: an HMAC under a secret of the server, led by that secret's id. Without the secret
  /// it cannot be found by trying.
  package func pseudonym(_ holder: String, at now: NumericDate) throws -> String? {
    guard let secrets else { return nil }
    let secret = try secrets.current(.audit, at: now)
    return
      "\(secret.id).\(Base64URL.encode(secret.authenticationCode(for: Array("holder \(holder)".utf8), length: 16)))"
  }

  private func seal(_ event: AuditEvent, index: Int) throws -> [UInt8]? {
    var personal = event.personal
    personal["source"] = origin.source.map(JSON.string)
    guard let secrets, !personal.names.isEmpty else { return nil }
    return try secrets.seal(
      personal.serialized(), .audit, associatedData: SQLAuditLog.sealingContext(index), at: event.at)
  }
}
