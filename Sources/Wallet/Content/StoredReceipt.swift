package import JOSE

/// What the wallet remembers of one login that was approved.
package struct StoredReceipt: Sendable, Hashable {
  package let id: String
  /// Who asked, and the host of who asked.
  package let clientName: String
  package let clientOrigin: String
  /// Roughly where the browser was, and what it was.
  package let place: String?
  package let browser: String?
  package let system: String?
  package let approvedAt: NumericDate
  /// As which enterprise and in which role.
  package let uscc: String
  package let entityName: String
  package let role: String
  /// The verifier's page of this login; nil where it gave none.
  package let link: String?
  /// When the person said "not me" through this wallet.
  package internal(set) var disownedAt: NumericDate?
  /// The receipt as the verifier's log proves it: a file that is checked years later, when the page is long gone.
  package internal(set) var proof: JSONObject?

  package var json: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "client_name": .string(clientName), "origin": .string(clientOrigin),
    ]
    object["place"] = place.map(JSON.string)
    object["browser"] = browser.map(JSON.string)
    object["os"] = system.map(JSON.string)
    object["approved_at"] = .date(approvedAt)
    object["uscc"] = .string(uscc)
    object["entity_name"] = .string(entityName)
    object["role"] = .string(role)
    object["receipt"] = link.map(JSON.string)
    object["disowned_at"] = disownedAt.map { .date($0) }
    object["proof"] = proof.map(JSON.object)
    return object
  }

  init(
    id: String, clientName: String, clientOrigin: String, place: String?, browser: String?, system: String?,
    approvedAt: NumericDate, uscc: String, entityName: String, role: String, link: String?, disownedAt: NumericDate?,
    proof: JSONObject? = nil
  ) {
    self.id = id
    self.clientName = clientName
    self.clientOrigin = clientOrigin
    self.place = place
    self.browser = browser
    self.system = system
    self.approvedAt = approvedAt
    self.uscc = uscc
    self.entityName = entityName
    self.role = role
    self.link = link
    self.disownedAt = disownedAt
    self.proof = proof
  }

  init?(json: JSON) {
    guard let id = json["id"]?.string, let clientName = json["client_name"]?.string,
      let clientOrigin = json["origin"]?.string, let approvedAt = json["approved_at"]?.date,
      let uscc = json["uscc"]?.string, let entityName = json["entity_name"]?.string, let role = json["role"]?.string
    else { return nil }
    self.init(
      id: id, clientName: clientName, clientOrigin: clientOrigin, place: json["place"]?.string,
      browser: json["browser"]?.string, system: json["os"]?.string, approvedAt: approvedAt, uscc: uscc,
      entityName: entityName, role: role, link: json["receipt"]?.string, disownedAt: json["disowned_at"]?.date,
      proof: json["proof"]?.object)
  }
}
