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
    let terms = anchor.terms
    return [
      "\(name)  \(state.rawValue)  \(anchor.region)  \(anchor.name)",
      "    \(certificate.subject), until \(certificate.until.text)",
    ]
      + [
        terms.notBefore.map { "    believed from \($0.text)" }, terms.notAfter.map { "    believed until \($0.text)" },
        terms.assurance == .standard ? nil : "    assurance: \(terms.assurance.rawValue)",
        anchor.types == [LicenceCredential.type] ? nil : "    types: \(anchor.types.joined(separator: " "))",
        anchor.issuers.isEmpty ? nil : "    issuers: \(anchor.issuers.joined(separator: " "))",
        terms.revocationLists.isEmpty ? nil : "    revocation lists: \(terms.revocationLists.joined(separator: " "))",
        terms.demandsRevocationList ? "    refused without a current revocation list" : nil,
      ].compactMap(\.self)
  }

  /// One issuer.
  var answer: OperatorAnswer { OperatorAnswer(json: .object(json), lines: lines) }
}
