package import OAuthHTTP

/// A frame in which a client is told that a session is over: its address with `iss` and `sid`.
package struct LogoutFrame: Sendable, Hashable {
  /// What the frame loads.
  package let address: String
  /// Where that is, for the page's policy.
  package let origin: WebOrigin
}
