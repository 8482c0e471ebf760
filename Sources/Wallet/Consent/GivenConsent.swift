package import JOSE

/// What a client may know, as the login service says it.
package struct GivenConsent: Sendable {
  /// Its name at the login service.
  package let id: String
  /// The login service that keeps it: its origin.
  package let provider: String
  /// The client's name and site.
  package let clientName: String
  package let origin: String?
  /// What it may know.
  package let scope: String
  /// The enterprise's credit code.
  package let uscc: String
  package let usedAt: NumericDate?
  /// The licence by whose key it was approved.
  let licence: StoredLicence

  init?(_ json: JSON, provider: String, licence: StoredLicence) {
    guard let id = json["id"]?.string, let scope = json["scope"]?.string, let uscc = json["uscc"]?.string else {
      return nil
    }
    self.id = id
    self.provider = provider
    clientName = json["client_name"]?.string ?? json["client_id"]?.string ?? id
    origin = json["origin"]?.string
    self.scope = scope
    self.uscc = uscc
    usedAt = json["used_at"]?.date
    self.licence = licence
  }

  /// For programs.
  package var json: JSON {
    var json: JSONObject = [
      "id": .string(id), "provider": .string(provider), "client_name": .string(clientName), "scope": .string(scope),
      "uscc": .string(uscc),
    ]
    json["origin"] = origin.map { .string($0) }
    json["used_at"] = usedAt.map { .date($0) }
    return .object(json)
  }
}
