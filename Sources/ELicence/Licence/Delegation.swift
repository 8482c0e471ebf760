package import JOSE

/// What a holder who is not the legal representative was authorised to do, by whom, and on which days.
package struct Delegation: Sendable, Hashable {
  /// Codes or names of matters; empty means any business (全业务授权).
  package let matters: [String]
  /// The first day; none means from the start.
  package let notBefore: CalendarDate?
  /// The last day, inclusive; none means without end.
  package let notAfter: CalendarDate?
  /// Who granted it, as recorded.
  package let grantedBy: String

  package init(matters: [String] = [], notBefore: CalendarDate? = nil, notAfter: CalendarDate? = nil, grantedBy: String)
  {
    self.matters = matters
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.grantedBy = grantedBy
  }

  /// Reads the claim `delegation`; absent when a member is missing or of the wrong type.
  package init?(json: JSON) {
    guard let object = json.object, let matters = object["matters"]?.array, let grantedBy = object["granted_by"]?.string
    else { return nil }
    let names = matters.compactMap(\.string)
    guard names.count == matters.count else { return nil }
    var days: [CalendarDate?] = []
    for member in ["not_before", "not_after"] {
      guard let value = object[member], value != .null else {
        days.append(nil)
        continue
      }
      guard let text = value.string, let day = CalendarDate(text) else { return nil }
      days.append(day)
    }
    self.init(matters: names, notBefore: days[0], notAfter: days[1], grantedBy: grantedBy)
  }

  /// The claim `delegation`.
  package var json: JSON {
    var object: JSONObject = ["matters": .array(matters.map(JSON.string))]
    object["not_before"] = notBefore.map { .string($0.description) }
    object["not_after"] = notAfter.map { .string($0.description) }
    object["granted_by"] = .string(grantedBy)
    return .object(object)
  }

  /// Whether that matter may be done under it.
  package func covers(_ matter: String) -> Bool { matters.isEmpty || matters.contains(matter) }
}
