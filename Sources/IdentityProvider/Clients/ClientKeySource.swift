package import OAuthHTTP

/// Where the public keys of a client are (RFC 7591 §2: `jwks` or `jwks_uri`, never both).
package enum ClientKeySource: Sendable, Hashable {
  /// It has none.
  case absent
  /// In its registration.
  case listed(ClientKeySet)
  /// At an address of its own, where it changes them when it likes.
  case at(WebAddress)
}
