package import JOSE
package import OAuth

/// How long codes, tokens and grants live, in seconds.
package struct TokenLifetimes: Sendable {
  /// What a department that validates locally may be behind a revocation: no setting makes it longer.
  package static let longestAccessToken = 300

  /// What a client may register for its ID tokens.
  package static let idTokenBounds = 60...3_600
  /// What a client may register for its refresh tokens; the server's own bound holds beside.
  package static let refreshTokenBounds = 60...366 * 86_400

  /// An authorization code, from minting to redeeming.
  package var code: Int
  /// An ID token; a portal reads it once.
  package var idToken: Int
  /// A grant with a refresh token, while the person works.
  package var online: Int
  /// A grant with `offline_access`.
  package var offline: Int

  /// 30 seconds, five minutes, ten hours and thirty days.
  package init(code: Int = 30, idToken: Int = 300, online: Int = 36_000, offline: Int = 2_592_000) {
    self.code = code
    self.idToken = idToken
    self.online = online
    self.offline = offline
  }

  /// When a code minted now ends.
  package func codeExpiry(from now: NumericDate) -> NumericDate { now + code }

  /// When a grant issued now ends: with its last possible access token where there is neither refresh token nor door,
  /// with the session where `offline_access` was not granted. At a shared computer nothing outlives the session.
  package func grantExpiry(
    for client: Client, scopes: ScopeSet, sessionExpires: NumericDate, isShared: Bool, from now: NumericDate
  ) -> NumericDate {
    guard client.grantTypes.contains(.refreshToken) || client.hasDoor else {
      return now + code + Self.longestAccessToken
    }
    let longest = client.refreshTokenLifetime ?? .max
    if scopes.contains(.offlineAccess), !isShared { return now + min(offline, longest) }
    return min(now + min(online, longest), sessionExpires)
  }
}
