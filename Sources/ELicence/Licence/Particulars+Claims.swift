package import JOSE

extension Particulars {
  /// The claims' names in the order of a face. `entity_class` is the kind.
  package static let claimNames = [
    "uscc", "entity_name", "entity_class", "entity_type", "representative_name", "representative_title",
    "registered_capital", "established_on", "term_from", "term_to", "address", "business_scope", "composition_form",
    "registration_authority", "approved_on", "licence_serial",
  ]

  /// The claim's value, if the licence has that fact.
  package func claim(_ name: String) -> JSON? {
    switch name {
    case "uscc": .string(uscc.value)
    case "entity_name": entityName.map(JSON.string)
    case "entity_class": .string(kind.rawValue)
    case "entity_type": entityType.map(JSON.string)
    case "representative_name": representativeName.map(JSON.string)
    case "representative_title": representativeTitle.map(JSON.string)
    case "registered_capital": registeredCapital?.json
    case "established_on": establishedOn.map { .string($0.description) }
    case "term_from": termFrom.map { .string($0.description) }
    case "term_to": termTo.map { .string($0.description) }
    case "address": address.map(JSON.string)
    case "business_scope": businessScope.map(JSON.string)
    case "composition_form": compositionForm.map(JSON.string)
    case "registration_authority": registrationAuthority.map(JSON.string)
    case "approved_on": approvedOn.map { .string($0.description) }
    case "licence_serial": licenceSerial.map(JSON.string)
    default: nil
    }
  }

  /// The facts that the licence has, in order.
  package var json: JSONObject {
    var object: JSONObject = [:]
    for name in Self.claimNames { object[name] = claim(name) }
    return object
  }

  /// Reads what `json` wrote. `null` counts as absent; unknown members are left alone.
  package init(json: JSONObject) throws(ParticularsRejection) {
    guard let code = json["uscc"]?.string else { throw ParticularsRejection(claim: "uscc") }
    let uscc: CreditCode
    do { uscc = try CreditCode(code) } catch { throw ParticularsRejection(claim: "uscc") }
    guard let kind = json["entity_class"]?.string.flatMap(EntityKind.init(rawValue:)) else {
      throw ParticularsRejection(claim: "entity_class")
    }
    self.init(uscc: uscc, kind: kind)
    entityName = try Self.text("entity_name", of: json)
    entityType = try Self.text("entity_type", of: json)
    representativeName = try Self.text("representative_name", of: json)
    representativeTitle = try Self.text("representative_title", of: json)
    registeredCapital = try Self.value("registered_capital", of: json, RegisteredCapital.init(json:))
    establishedOn = try Self.day("established_on", of: json)
    termFrom = try Self.day("term_from", of: json)
    termTo = try Self.day("term_to", of: json)
    address = try Self.text("address", of: json)
    businessScope = try Self.text("business_scope", of: json)
    compositionForm = try Self.text("composition_form", of: json)
    registrationAuthority = try Self.text("registration_authority", of: json)
    approvedOn = try Self.day("approved_on", of: json)
    licenceSerial = try Self.text("licence_serial", of: json)
  }

  private static func value<T>(
    _ name: String, of json: JSONObject, _ read: (JSON) -> T?
  ) throws(ParticularsRejection) -> T? {
    guard let member = json[name], member != .null else { return nil }
    guard let value = read(member) else { throw ParticularsRejection(claim: name) }
    return value
  }

  private static func text(_ name: String, of json: JSONObject) throws(ParticularsRejection) -> String? {
    try value(name, of: json) { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
  }

  private static func day(_ name: String, of json: JSONObject) throws(ParticularsRejection) -> CalendarDate? {
    try value(name, of: json) { $0.string.flatMap { CalendarDate($0) } }
  }
}
