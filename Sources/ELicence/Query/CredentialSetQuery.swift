import JOSE

/// Which combinations of credentials satisfy the verifier (OpenID4VP 1.0 §6.2), the best first.
package struct CredentialSetQuery: Sendable, Hashable {
  package let options: [[String]]
  package let isRequired: Bool

  package init(options: [[String]], isRequired: Bool = true) {
    self.options = options
    self.isRequired = isRequired
  }

  init(json: JSON) throws(DCQLRejection) {
    guard let entries = json["options"]?.array, !entries.isEmpty else { throw .malformed }
    options = try entries.map { entry throws(DCQLRejection) in try entry.idList() }
    guard let required = json["required"] else {
      isRequired = true
      return
    }
    guard let required = required.bool else { throw .malformed }
    isRequired = required
  }

  var json: JSON {
    var object: JSONObject = ["options": .array(options.map { .array($0.map(JSON.string)) })]
    if !isRequired { object["required"] = false }
    return .object(object)
  }
}

extension JSON {
  /// A non-empty array of texts.
  func idList() throws(DCQLRejection) -> [String] {
    guard let entries = array, !entries.isEmpty else { throw .malformed }
    let texts = entries.compactMap(\.string)
    guard texts.count == entries.count else { throw .malformed }
    return texts
  }
}
