package import OAuth

/// The name of one of our cookies. On https it has the `__Host-` prefix, so no sibling domain and no http page can plant
/// it (RFC 6265bis §4.1.3.2). It carries the port, because cookies do not: two servers on one host keep theirs apart.
package struct CookieName: Sendable, Hashable {
  /// The name on the wire, as `__Host-tongzhao-session-443`.
  package let value: String
  /// Whether the cookie is only sent over https.
  package let isSecure: Bool

  /// The cookie for `purpose` (lower-case letters) of the server at `issuer`.
  package init(_ purpose: String, for issuer: Issuer) {
    isSecure = issuer.isSecure
    value = (issuer.isSecure ? "__Host-" : "") + "tongzhao-\(purpose)-\(issuer.port)"
  }
}
