import IdentityProvider
import JOSE
import OAuth

extension ClientOperations.Added {
  /// What came of writing a client, and every risky choice in it.
  var answer: OperatorAnswer {
    let risks = ClientRisk.risks(of: client)
    var json: JSONObject = [
      "client_id": .string(client.id.value), "new": .bool(isNew), "risks": .array(risks.map(\.json)),
    ]
    var lines = ["\(isNew ? "Added" : "Replaced"): \(client.id.value)"]
    if let secret {
      json["client_secret"] = .string(secret.revealed())
      lines.append("Secret (shown once): \(secret.revealed())")
    }
    return OperatorAnswer(json: .object(json), lines: lines, warnings: risks.map(\.warning))
  }
}

extension ClientRisk {
  /// For the operator.
  var warning: String { "! \(rawValue): \(explanation)" }
}
