import HTTPTypes
import JOSE
import OAuth

/// Who is at the door, as headers for the old system. Values are percent-encoded UTF-8 (RFC 3986 §2.1): a Chinese name
/// passes every server, and no value can be read as a header of its own.
struct DoorIdentity: Sendable {
  let headers: HTTPFields

  /// What the registration allows and the person approved, and nothing besides.
  init(_ live: LiveGrant, subjects: SubjectIdentifiers) {
    let facts = LicenceClaims(live.presentation).userInfo(
      live.grant.scopes, live.grant.claims?.userInfo ?? [], allowed: live.client.scopes)
    let actor = subjects.actor(
      live.presentation.holder, of: live.presentation.credentialIssuer, for: live.client)
    let values: [(HTTPField.Name, String?)] = [
      (.doorSubject, live.grant.subject),
      (.doorEnterpriseCode, facts["uscc"]?.string),
      (.doorEnterpriseName, facts["entity_name"]?.string ?? facts["name"]?.string),
      (.doorHolderRole, facts["holder_role"]?.string),
      (.doorHolderName, facts["holder_name"]?.string),
      (.doorActor, actor),
      (.doorACR, live.presentation.acr),
      (.doorAuthTime, String(live.grant.authTime.seconds)),
    ]
    var headers = HTTPFields()
    for (name, value) in values { headers[name] = value.map(Percent.encode) }
    self.headers = headers
  }
}

extension HTTPField.Name {
  /// The enterprise's `sub` for this client.
  static let doorSubject = HTTPField.Name("Tongzhao-Subject")!
  /// The unified social credit code; with the scope `licence`.
  static let doorEnterpriseCode = HTTPField.Name("Tongzhao-Enterprise-Code")!
  /// The enterprise's name; with the scope `licence` or `profile`.
  static let doorEnterpriseName = HTTPField.Name("Tongzhao-Enterprise-Name")!
  /// In which role somebody acts; with the scope `holder`.
  static let doorHolderRole = HTTPField.Name("Tongzhao-Holder-Role")!
  /// Who acts, masked; with the scope `holder`.
  static let doorHolderName = HTTPField.Name("Tongzhao-Holder-Name")!
  /// Who acts, recognisable to this client only (`act.sub`).
  static let doorActor = HTTPField.Name("Tongzhao-Actor")!
  /// How well it was made sure (`acr`).
  static let doorACR = HTTPField.Name("Tongzhao-Acr")!
  /// When, in seconds (`auth_time`).
  static let doorAuthTime = HTTPField.Name("Tongzhao-Auth-Time")!
  /// Where a login begins; only with a 401 for a person who opened an address.
  static let doorLogin = HTTPField.Name("Tongzhao-Login")!
}
