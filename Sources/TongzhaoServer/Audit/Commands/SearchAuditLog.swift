package import AuditLog
package import JOSE

/// Events that fit everything that is said, newest first.
package struct SearchAuditLog: OperatorCommand {
  package static let name = "audit.search"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package let query: AuditQuery

  package init(_ query: AuditQuery) { self.query = query }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    var query = AuditQuery(limit: try parameters.number("limit", default: 50, in: 1...10_000))
    query.action = try parameters.optionalWord("action", as: AuditAction.self)
    query.outcome = try parameters.optionalWord("outcome", as: AuditOutcome.self)
    query.client = try parameters.optionalText("client")
    query.licence = try parameters.optionalText("licence")
    query.object = try parameters.optionalText("object")
    query.requestID = try parameters.optionalText("request")
    query.since = try parameters.optionalDate("since")
    query.until = try parameters.optionalDate("until")
    query.before = try parameters.optionalNumber("before", in: 0...Int.max)
    try parameters.finish()
    self.query = query
  }

  package var parameters: JSONObject {
    var json = words
    json["limit"] = .integer(Int64(query.limit))
    return json
  }

  package var isNoted: Bool { false }

  /// What is looked for.
  private var words: JSONObject {
    var json: JSONObject = [:]
    json["action"] = query.action.map { .string($0.rawValue) }
    json["outcome"] = query.outcome.map { .string($0.rawValue) }
    json["client"] = query.client.map(JSON.string)
    json["licence"] = query.licence.map(JSON.string)
    json["object"] = query.object.map(JSON.string)
    json["request"] = query.requestID.map(JSON.string)
    json["since"] = query.since.map { .date($0) }
    json["until"] = query.until.map { .date($0) }
    json["before"] = query.before.map { .integer(Int64($0)) }
    return json
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.noteReading("search", JSON.object(words).text, at: now)
    return AuditAnswer.records(try await desk.auditing.log.search(query))
  }
}
