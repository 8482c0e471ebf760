package import JOSE

/// The `claims` parameter (OpenID Connect Core §5.5): single claims, by where they are to be delivered.
package struct ClaimsRequest: Sendable, Hashable {
  /// For the ID token, in the order in which they were named.
  package let idToken: [ClaimRequest]
  /// For the UserInfo answer, in the order in which they were named.
  package let userInfo: [ClaimRequest]

  /// A request of these claims.
  package init(idToken: [ClaimRequest] = [], userInfo: [ClaimRequest] = []) {
    self.idToken = idToken
    self.userInfo = userInfo
  }

  /// Reads the parameter's text.
  package init(parsing text: String) throws(ClaimsRequestRejection) {
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: Array(text.utf8), maximumDepth: 8)
    } catch {
      throw .malformed
    }
    try self.init(json: json)
  }

  /// Reads the parameter's value. Members that the standard does not know are ignored (§5.5).
  package init(json: JSON) throws(ClaimsRequestRejection) {
    guard let object = json.object else { throw .malformed }
    idToken = try Self.claims(object["id_token"])
    userInfo = try Self.claims(object["userinfo"])
  }

  /// Whether no claim is asked for.
  package var isEmpty: Bool { idToken.isEmpty && userInfo.isEmpty }

  /// The request as JSON, for storage; `init(json:)` reads it back.
  package var json: JSON {
    var object = JSONObject()
    if !idToken.isEmpty { object["id_token"] = Self.json(idToken) }
    if !userInfo.isEmpty { object["userinfo"] = Self.json(userInfo) }
    return .object(object)
  }

  private static func claims(_ section: JSON?) throws(ClaimsRequestRejection) -> [ClaimRequest] {
    guard let section, section != .null else { return [] }
    guard let members = section.object else { throw .malformed }
    var claims: [ClaimRequest] = []
    for (name, value) in members {
      guard claims.count < 64, name.utf8.count <= 128 else { throw .tooLarge }
      claims.append(try claim(name, value))
    }
    return claims
  }

  private static func claim(_ name: String, _ json: JSON) throws(ClaimsRequestRejection) -> ClaimRequest {
    if json == .null { return ClaimRequest(name: name) }
    guard let object = json.object else { throw .malformed }
    let essential = object["essential"]
    let values = object["values"]
    if let essential, essential.bool == nil { throw .malformed }
    if let values, values.array == nil { throw .malformed }
    if values != nil, object["value"] != nil { throw .malformed }
    return ClaimRequest(
      name: name, isEssential: essential?.bool ?? false, value: object["value"], values: values?.array)
  }

  private static func json(_ claims: [ClaimRequest]) -> JSON {
    var section = JSONObject()
    for claim in claims {
      var object = JSONObject()
      if claim.isEssential { object["essential"] = true }
      if let value = claim.value { object["value"] = value }
      if let values = claim.values { object["values"] = .array(values) }
      section[claim.name] = object.names.isEmpty ? .null : .object(object)
    }
    return .object(section)
  }
}
