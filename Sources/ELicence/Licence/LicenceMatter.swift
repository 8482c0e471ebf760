package import JOSE

/// What a client wants to do for an enterprise: one matter, in detail, shown to the holder before agreeing
/// (RFC 9396 §2, a type of ours).
package struct LicenceMatter: Sendable, Hashable {
  /// The `type` of such a detail.
  package static let type = "urn:tongzhao:licence-matter"

  /// What may be done in the matter.
  package enum Action: String, Sendable, Hashable, CaseIterable {
    /// Look at its state and its files.
    case read
    /// Hand an application in.
    case submit
    /// Change or withdraw one.
    case change

    package var chinese: String {
      switch self {
      case .read: "查询"
      case .submit: "提交"
      case .change: "变更"
      }
    }

    package var english: String { rawValue }
  }

  /// The matter as delegations name it: a code or a name.
  package let matter: String
  /// What may be done; never empty.
  package let actions: [Action]
  /// At which departments, as their tokens name them; none means at all of the client's.
  package let locations: [String]
  /// The first day; none means from now.
  package let notBefore: CalendarDate?
  /// The last day, inclusive; none means as long as the login lives.
  package let notAfter: CalendarDate?

  package init(
    matter: String, actions: [Action], locations: [String] = [], notBefore: CalendarDate? = nil,
    notAfter: CalendarDate? = nil
  ) {
    self.matter = matter
    self.actions = actions
    self.locations = locations
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  /// Reads one; nil for a member that is missing, unknown, of the wrong type or out of bounds.
  package init?(json: JSON) {
    guard let object = json.object, object.names.allSatisfy(Self.members.contains),
      object["type"]?.string?.isExactly(Self.type) == true,
      let matter = object["matter"]?.string, Self.isName(matter),
      let actions = Self.texts(object["actions"])?.map(Action.init(rawValue:)), !actions.contains(nil),
      !actions.isEmpty, Set(actions).count == actions.count,
      let locations = Self.texts(object["locations"] ?? []), locations.count <= Self.mostLocations
    else { return nil }
    let (notBefore, notAfter) = (Self.day(object["not_before"]), Self.day(object["not_after"]))
    guard (notBefore == nil) == (object["not_before"] == nil), (notAfter == nil) == (object["not_after"] == nil)
    else { return nil }
    if let notBefore, let notAfter, notAfter < notBefore { return nil }
    self.init(
      matter: matter, actions: actions.compactMap(\.self), locations: locations, notBefore: notBefore,
      notAfter: notAfter)
  }

  private static let members: Set<String> = ["type", "matter", "actions", "locations", "not_before", "not_after"]
  private static let mostLocations = 8

  private static func isName(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private static func texts(_ json: JSON?) -> [String]? {
    guard let array = json?.array else { return nil }
    let texts = array.compactMap(\.string)
    return texts.count == array.count ? texts : nil
  }

  private static func day(_ json: JSON?) -> CalendarDate? { json?.string.flatMap { CalendarDate($0) } }

  /// The detail as it is sent.
  package var json: JSON {
    var object: JSONObject = [
      "type": .string(Self.type), "matter": .string(matter),
      "actions": .array(actions.map { .string($0.rawValue) }),
    ]
    if !locations.isEmpty { object["locations"] = .array(locations.map { .string($0) }) }
    object["not_before"] = notBefore.map { .string($0.description) }
    object["not_after"] = notAfter.map { .string($0.description) }
    return .object(object)
  }

  /// Whether this allows all that another one would: the same matter, no more actions, places or days.
  package func covers(_ other: LicenceMatter) -> Bool {
    matter.isExactly(other.matter) && Set(other.actions).isSubset(of: actions)
      && (locations.isEmpty || !other.locations.isEmpty && Set(other.locations).isSubset(of: locations))
      && (notBefore.map { first in other.notBefore.map { first <= $0 } ?? false } ?? true)
      && (notAfter.map { last in other.notAfter.map { $0 <= last } ?? false } ?? true)
  }
}
