import JOSE

/// How answers to a client are encrypted: to a key of its own, in the way that it registered (OpenID Connect
/// Registration §2).
package struct ResponseEncryption: Sendable {
  let management: KeyManagement
  let encryption: ContentEncryption
  private let key: EncryptionKey

  /// The first key of a key set that says it is for encryption (`use` `enc`) and fits; nil when there is none.
  init?(_ management: KeyManagement, _ encryption: ContentEncryption, keys: JSON?) {
    let usable = (keys?["keys"]?.array ?? []).lazy.filter { $0["use"] == "enc" }
      .compactMap { jwk in try? EncryptionKey(jwk: jwk, for: management) }
    guard let key = usable.first else { return nil }
    self.management = management
    self.encryption = encryption
    self.key = key
  }

  /// What was signed before, as a nested JWT (RFC 7519 §5.2).
  func nested(_ token: String) throws(JOSERejection) -> String {
    try JWE.encrypt(Array(token.utf8), to: key, by: management, encryption: encryption, contentType: "JWT")
  }

  /// Claims that are not signed.
  func encrypted(_ claims: JSONObject) throws(JOSERejection) -> String {
    try JWE.encrypt(claims.serialized(), to: key, by: management, encryption: encryption, type: "JWT")
  }
}
