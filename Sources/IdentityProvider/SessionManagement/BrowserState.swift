import JOSE
package import OAuth

// The SessionManagement room lets clients' pages see, without asking the server, whether the login that they know is
// still the one of this browser (OpenID Connect Session Management 1.0). Authorization tells them what to watch for
// (`session_state`); the Session room's cookie keeps what they watch (`BrowserState`), and the one page of this server
// that other sites may frame compares both.

/// What a browser's login looks like from outside: another for each session, and another again when nobody is logged in
/// any more. It follows from the session's secret, so that every server of the house makes the same one and nothing is
/// kept; the way back is SHA-256's.
package struct BrowserState: Sendable, Hashable {
  /// 43 characters of base64url.
  package let value: String

  /// The state of a browser in which a session runs.
  package init(of session: BearerSecret<SessionSecret>) {
    value = Digests.sha256Text(Array("browser-state/\(session.revealed())".utf8))
  }

  private init(value: String) { self.value = value }

  /// The state of a browser in which a session has ended: like none before. Were the cookie only taken away, a page
  /// could not tell a logout from a browser that shows it no cookies.
  package static func loggedOut() -> BrowserState { BrowserState(value: Base64URL.encode(Random.bytes(32))) }
}
