package import JOSE

/// One claim that is asked for (OpenID4VP 1.0 §6.3).
package struct ClaimQuery: Sendable, Hashable {
  /// How the claim sets name it.
  package let id: String?
  package let path: ClaimPath
  /// The values of which it must have one; none means any. Texts, integers and truth values only.
  package let values: [JSON]

  package init(id: String? = nil, path: ClaimPath, values: [JSON] = []) {
    self.id = id
    self.path = path
    self.values = values
  }

  init(json: JSON) throws(DCQLRejection) {
    id = try json["id"].map { member throws(DCQLRejection) in try CredentialQuery.id(member) }
    guard let path = json["path"] else { throw .badPath }
    self.path = try ClaimPath(json: path)
    guard let values = json["values"] else {
      self.values = []
      return
    }
    guard let values = values.array, !values.isEmpty,
      values.allSatisfy({ $0.string != nil || $0.integer != nil || $0.bool != nil })
    else { throw .malformed }
    self.values = values
  }

  var json: JSON {
    var object: JSONObject = [:]
    object["id"] = id.map(JSON.string)
    object["path"] = path.json
    if !values.isEmpty { object["values"] = .array(values) }
    return .object(object)
  }

  /// Whether a credential with those claims can answer (§6.4.1).
  package func matches(_ claims: JSONObject) -> Bool {
    let selected = path.values(in: claims)
    return values.isEmpty ? !selected.isEmpty : selected.contains { values.contains($0) }
  }
}
