package import JOSE

/// One entry in a licence's history.
package struct LicenceChange: Sendable, Hashable {
  /// The version that the change made.
  package let version: Int
  /// When it was made.
  package let at: NumericDate
  /// Why, in the registrar's words.
  package let reason: String
  /// The members that changed, as they were; a member that was absent is `null`.
  package let before: JSONObject
  /// The same members as they became.
  package let after: JSONObject

  /// An entry with these facts.
  package init(version: Int, at: NumericDate, reason: String, before: JSONObject, after: JSONObject) {
    self.version = version
    self.at = at
    self.reason = reason
    self.before = before
    self.after = after
  }

  /// The members in which two states of a licence differ, `registration_state` among them; nil when they agree.
  package static func difference(
    from old: RegisteredFacts, to new: RegisteredFacts
  ) -> (before: JSONObject, after: JSONObject)? {
    let (old, new) = (old.json, new.json)
    var before = JSONObject()
    var after = JSONObject()
    for name in RegisteredFacts.names where old[name] != new[name] {
      before[name] = old[name] ?? .null
      after[name] = new[name] ?? .null
    }
    return before.isEmpty ? nil : (before, after)
  }
}
