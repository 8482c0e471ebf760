package import OAuthHTTP

/// Where a client wants to be told that a session is over.
package struct LogoutAddress: Sendable, Hashable {
  /// The address.
  package let address: WebAddress
  /// Whether it must be told which session. It always is.
  package let isSessionRequired: Bool
}
