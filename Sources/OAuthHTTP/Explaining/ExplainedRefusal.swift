package import JOSE

/// A refusal with its reasons, as an operator looks it up by the id that the person or the client was shown.
package struct ExplainedRefusal: Sendable, Hashable {
  package let requestID: String
  package let route: String
  package let status: Int
  /// The registered client, if the request was of one.
  package let client: String?
  package let error: String?
  package let description: String?
  /// What only the operator reads.
  package let diagnosis: String?
  package let notes: [RefusalNote]

  package init(
    requestID: String, route: String, status: Int, client: String?, error: String?, description: String?,
    diagnosis: String?, notes: [RefusalNote]
  ) {
    self.requestID = requestID
    self.route = route
    self.status = status
    self.client = client
    self.error = error
    self.description = description
    self.diagnosis = diagnosis
    self.notes = notes
  }

  package var json: JSONObject {
    [
      "request_id": .string(requestID), "route": .string(route), "status": .integer(Int64(status)),
      "client": client.map(JSON.string) ?? .null, "error": error.map(JSON.string) ?? .null,
      "description": description.map(JSON.string) ?? .null, "diagnosis": diagnosis.map(JSON.string) ?? .null,
      "checks": .array(
        notes.map { note in
          [
            "check": .string(note.check), "expected": note.expected.map(JSON.string) ?? .null,
            "received": note.received.map(JSON.string) ?? .null,
            "skew": note.skew.map { .integer(Int64($0)) } ?? .null,
          ]
        }),
    ]
  }

  /// For a person.
  package var lines: [String] {
    var lines = ["\(requestID)  \(route)  status \(status)" + (client.map { "  client \($0)" } ?? "")]
    if let error { lines.append("  told: \(error)\(description.map { ": \($0)" } ?? "")") }
    if let diagnosis { lines.append("  cause: \(diagnosis)") }
    for note in notes {
      lines.append("  check: \(note.check)")
      if let expected = note.expected { lines.append("      expected: \(expected)") }
      if let received = note.received { lines.append("      received: \(received)") }
      if let skew = note.skew {
        lines.append(
          "      the other clock is \(skew.magnitude) s \(skew < 0 ? "behind" : "ahead of") ours, if its times are right"
        )
      }
    }
    return lines
  }
}

extension ExplainedRefusal {
  /// Reads what `json` wrote.
  package init?(json: JSON) {
    guard let requestID = json["request_id"]?.string, let route = json["route"]?.string,
      let status = json["status"]?.integer, let checks = json["checks"]?.array
    else { return nil }
    self.init(
      requestID: requestID, route: route, status: Int(status), client: json["client"]?.string,
      error: json["error"]?.string, description: json["description"]?.string, diagnosis: json["diagnosis"]?.string,
      notes: checks.map { note in
        RefusalNote(
          note["check"]?.string ?? "", expected: note["expected"]?.string, received: note["received"]?.string,
          skew: note["skew"]?.integer.map { Int($0) })
      })
  }
}
