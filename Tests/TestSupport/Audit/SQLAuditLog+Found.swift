package import AuditLog
package import SQLStore

extension SQLAuditLog {
  /// The leaves of one action, oldest first.
  package func found(_ action: AuditAction) async throws -> [AuditLeaf] {
    var query = AuditQuery(limit: 1000)
    query.action = action
    return try await search(query).reversed().compactMap(\.leaf)
  }
}
