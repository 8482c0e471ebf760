package import AuditLog
import JOSE

// Searching: by the index of the word that fits the fewest leaves, never by going through the log. `at` and the index
// of the last leaf shown say where the next page begins.
extension SQLAuditLog {
  package func search(_ query: AuditQuery) async throws -> [AuditRecord] {
    try await database.scan { connection in
      var before = (at: Int64.max, index: Int64.max)
      if let index = query.before {
        let row = try connection.row("SELECT at FROM audit_leaves WHERE leaf_index = $1", [.int(index)])
        if let row { before = (try row.integer(0), Int64(index)) }
      }
      return try connection.rows(
        Self.statement(for: query),
        [
          .text(orNull: query.action?.rawValue), .text(orNull: query.outcome?.rawValue), .text(orNull: query.client),
          .text(orNull: query.licence), .text(orNull: query.object), .text(orNull: query.requestID),
          .date(query.since ?? NumericDate(0)), .date(query.until ?? NumericDate(Int64.max)), .integer(before.at),
          .integer(before.index), .int(query.limit),
        ]
      ).map(Self.record)
    }
  }

  /// Every statement, with the index that it is to be answered by.
  package static let searches: [(index: String, statement: StaticString)] = [
    ("audit_by_request", byRequest), ("audit_by_object", byObject), ("audit_by_licence", byLicence),
    ("audit_by_client", byClient), ("audit_by_action", byAction), ("audit_by_refusal", byRefusal),
    ("audit_by_time", byTime),
  ]

  /// The statement whose index a query is answered by.
  static func statement(for query: AuditQuery) -> StaticString {
    if query.requestID != nil { return byRequest }
    if query.object != nil { return byObject }
    if query.licence != nil { return byLicence }
    if query.client != nil { return byClient }
    if query.action != nil { return byAction }
    return query.outcome == .refused ? byRefusal : byTime
  }

  private static let byRequest: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE request_id = $6 AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (outcome = $2 OR $2 IS NULL) AND (client_id = $3 OR $3 IS NULL)
      AND (licence = $4 OR $4 IS NULL) AND (object = $5 OR $5 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byObject: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE object = $5 AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (outcome = $2 OR $2 IS NULL) AND (client_id = $3 OR $3 IS NULL)
      AND (licence = $4 OR $4 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byLicence: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE licence = $4 AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (outcome = $2 OR $2 IS NULL) AND (client_id = $3 OR $3 IS NULL)
      AND (object = $5 OR $5 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byClient: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE client_id = $3 AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (outcome = $2 OR $2 IS NULL) AND (licence = $4 OR $4 IS NULL)
      AND (object = $5 OR $5 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byAction: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE action = $1 AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (outcome = $2 OR $2 IS NULL) AND (client_id = $3 OR $3 IS NULL) AND (licence = $4 OR $4 IS NULL)
      AND (object = $5 OR $5 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byRefusal: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE outcome = 'refused' AND $2 = 'refused' AND at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (client_id = $3 OR $3 IS NULL) AND (licence = $4 OR $4 IS NULL)
      AND (object = $5 OR $5 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """

  private static let byTime: StaticString = """
    SELECT leaf_index, leaf, sealed FROM audit_leaves
    WHERE at >= $7 AND at < $8 AND (at, leaf_index) < ($9, $10)
      AND (action = $1 OR $1 IS NULL) AND (outcome = $2 OR $2 IS NULL) AND (client_id = $3 OR $3 IS NULL)
      AND (licence = $4 OR $4 IS NULL) AND (object = $5 OR $5 IS NULL) AND (request_id = $6 OR $6 IS NULL)
    ORDER BY at DESC, leaf_index DESC LIMIT $11
    """
}
