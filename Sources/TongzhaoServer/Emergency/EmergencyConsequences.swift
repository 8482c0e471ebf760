package import IdentityProvider
package import JOSE

/// What a measure ends, and what it cannot end: access tokens that departments validate by themselves.
package struct EmergencyConsequences: Sendable, Hashable {
  package let reach: EmergencyReach
  /// When the last access token that may be out there expires.
  package let latestTokenExpiry: NumericDate

  /// - Parameter longestTokenLife: in seconds; access tokens are not kept, so their end is the latest possible one.
  package init(_ reach: EmergencyReach, longestTokenLife: Int, at now: NumericDate) {
    self.reach = reach
    // Another process may have signed one until it heard.
    latestTokenExpiry = now + longestTokenLife + 1
  }

  /// For programs.
  package var json: JSONObject {
    [
      "sessions": .integer(Int64(reach.sessions)), "grants": .integer(Int64(reach.grants)),
      "clients": .integer(Int64(reach.clients)), "licences": .integer(Int64(reach.licences)),
      "access_tokens": [
        "grants": .integer(Int64(reach.grants)), "latest_expiry": .date(latestTokenExpiry),
      ],
    ]
  }

  /// What hangs on it, in one line.
  package var sum: String {
    "sessions: \(reach.sessions), grants: \(reach.grants) of \(reach.clients) clients, enterprises: \(reach.licences)"
  }

  /// What departments that validate by themselves go on believing.
  package func remainder(at now: NumericDate) -> String {
    "Departments that validate access tokens by themselves believe those of up to \(reach.grants) grants until they "
      + "expire, the last one at \(latestTokenExpiry.text), in \(latestTokenExpiry - now) s."
  }
}
