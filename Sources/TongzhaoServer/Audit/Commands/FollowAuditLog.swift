import AuditLog
package import JOSE

/// Waits for events that come after a leaf, and answers them.
package struct FollowAuditLog: OperatorCommand {
  package static let name = "audit.follow"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  /// The first leaf that is wanted.
  package let from: Int
  /// How long is waited for it.
  package let seconds: Int

  package init(from: Int, seconds: Int = 20) {
    self.from = from
    self.seconds = seconds
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    from = try parameters.number("from", in: 0...Int.max)
    seconds = try parameters.number("seconds", default: 20, in: 0...25)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["from": .integer(Int64(from)), "seconds": .integer(Int64(seconds))] }
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let log = desk.auditing.log
    var waited = 0
    var records = try await log.records(from: from, limit: 500)
    while records.isEmpty, waited < seconds * 2 {
      try await Task.sleep(for: .milliseconds(500))
      waited += 1
      records = try await log.records(from: from, limit: 500)
    }
    // What is old is not followed but read, and recorded as reading is.
    if let first = records.first?.leaf, first.event.at < now - 3600 {
      try await desk.noteReading("follow", "from leaf \(from)", at: now)
    }
    return AuditAnswer.records(records, next: (records.last?.index).map { $0 + 1 } ?? from)
  }
}
