import ELicence
import IdentityProvider
import JOSE

extension TrustEntry {
  /// For programs.
  var json: JSONObject {
    var json = anchor.json.object ?? [:]
    json["id"] = .string(name)
    json["state"] = .string(state.rawValue)
    json["keeps_sessions"] = .bool(state.keepsLogins)
    json["changed_at"] = .date(changedAt)
    return json
  }

  /// For a person at a terminal.
  var lines: [String] {
    let certificate = TrustOperations.certificate(of: self)
    return [
      "\(name)  \(state.rawValue)  \(anchor.region)  \(anchor.name)",
      "    \(certificate.subject), until \(certificate.until.text)",
    ]
  }

  /// One issuer.
  var answer: OperatorAnswer { OperatorAnswer(json: .object(json), lines: lines) }
}
