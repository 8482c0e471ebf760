import JOSE

/// How, and how lately, a person must have logged in for what is asked (RFC 9470).
public struct AuthenticationRequirement: Sendable, Hashable {
  /// Levels of login of which one will do, the best first; none means any.
  public let acrValues: [String]
  /// Seconds since the person logged in, at most.
  public let maxAge: Int?

  /// A level, an age, or both together.
  public init(acrValues: [String] = [], maxAge: Int? = nil) {
    self.acrValues = acrValues
    self.maxAge = maxAge
  }

  /// What `WWW-Authenticate` says beside 401, so that the portal can send the person to log in again (RFC 9470 §3).
  public var challenge: String {
    var parts = [
      #"error="insufficient_user_authentication""#,
      #"error_description="the person must log in again, at this level or as lately as this""#,
    ]
    if !acrValues.isEmpty { parts.append(#"acr_values="\#(acrValues.joined(separator: " "))""#) }
    if let maxAge { parts.append(#"max_age="\#(maxAge)""#) }
    return "Bearer " + parts.joined(separator: ", ")
  }

  /// Whether a token's person logged in so.
  func isMet(by claims: JSONObject, at now: NumericDate) -> Bool {
    if !acrValues.isEmpty {
      guard let acr = claims["acr"]?.string, acrValues.contains(where: acr.isExactly) else { return false }
    }
    guard let maxAge else { return true }
    guard let authTime = claims["auth_time"]?.date else { return false }
    return now - authTime <= maxAge
  }
}
