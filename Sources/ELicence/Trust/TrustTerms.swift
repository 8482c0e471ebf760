package import JOSE

/// For how long and how far an anchor is believed, in the operator's judgement. Without any: always, fully, and by the
/// revocation lists that happen to be there.
package struct TrustTerms: Sendable, Hashable {
  /// Believed from then on.
  package let notBefore: NumericDate?
  /// Believed until then; it and the logins made under it are over afterwards.
  package let notAfter: NumericDate?
  package let assurance: LicenceAssurance
  /// Where its certificate revocation lists are (RFC 5280 §4.2.1.13): https, or http for those that the root signs.
  package let revocationLists: [String]
  /// Whether licences are refused while no current list is at hand.
  package let demandsRevocationList: Bool

  package init(
    notBefore: NumericDate? = nil, notAfter: NumericDate? = nil, assurance: LicenceAssurance = .standard,
    revocationLists: [String] = [], demandsRevocationList: Bool = false
  ) {
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.assurance = assurance
    self.revocationLists = revocationLists
    self.demandsRevocationList = demandsRevocationList
  }

  /// No terms.
  package static let none = TrustTerms()

  /// Whether the anchor is believed at that time.
  package func areInForce(at now: NumericDate) -> Bool {
    notBefore.map { $0 <= now } ?? true && notAfter.map { now < $0 } ?? true
  }

  /// Reads the members of a trust list's entry. Nil for one that says something unreadable: a term that is silently left
  /// out would be believed too much.
  package init?(json: JSON) {
    for name in ["not_before", "not_after"] {
      if let value = json[name], value.date == nil { return nil }
    }
    guard let assurance = json["assurance"].map({ $0.string.flatMap(LicenceAssurance.init(rawValue:)) }) ?? .standard
    else { return nil }
    var lists: [String] = []
    if let value = json["revocation_lists"] {
      guard let items = value.array else { return nil }
      lists = items.compactMap(\.string)
      guard lists.count == items.count, lists.allSatisfy(Self.mayBeAsked) else { return nil }
    }
    if let from = json["not_before"]?.date, let until = json["not_after"]?.date, until <= from { return nil }
    self.init(
      notBefore: json["not_before"]?.date, notAfter: json["not_after"]?.date, assurance: assurance,
      revocationLists: lists, demandsRevocationList: json["demands_revocation_list"].map { $0 != .bool(false) } ?? false
    )
  }

  private static func mayBeAsked(_ url: String) -> Bool {
    url.utf8.count <= 2_048 && (url.hasPrefix("https://") || url.hasPrefix("http://"))
      && url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// The members of a trust list's entry; only those that say something.
  package var json: JSONObject {
    var json: JSONObject = [:]
    json["not_before"] = notBefore.map(JSON.date)
    json["not_after"] = notAfter.map(JSON.date)
    if assurance != .standard { json["assurance"] = .string(assurance.rawValue) }
    if !revocationLists.isEmpty { json["revocation_lists"] = .array(revocationLists.map(JSON.string)) }
    if demandsRevocationList { json["demands_revocation_list"] = true }
    return json
  }
}
