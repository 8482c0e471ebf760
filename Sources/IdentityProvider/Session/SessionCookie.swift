package import Hummingbird
package import OAuth
import OAuthHTTP

/// The cookie by which a browser proves its session. It is forgotten when the browser closes; the store decides what
/// lives until then. Beside it goes what clients' pages may notice of it (`BrowserStateCookie`).
package struct SessionCookie: Sendable {
  private let name: CookieName
  private let state: BrowserStateCookie

  /// The cookie of this issuer.
  package init(issuer: Issuer) {
    name = CookieName("session", for: issuer)
    state = BrowserStateCookie(issuer: issuer)
  }

  /// The secret that the browser shows.
  package func secret(of request: Request) -> BearerSecret<SessionSecret>? {
    Cookies(of: request)[name].flatMap { BearerSecret(presented: $0) }
  }

  /// Hands the browser its secret.
  package func set(_ secret: BearerSecret<SessionSecret>, on response: inout Response) {
    response.setCookie(SetCookie(name, value: secret.revealed()))
    state.set(BrowserState(of: secret), on: &response)
  }

  /// Makes the browser forget it.
  package func clear(on response: inout Response) {
    response.setCookie(.expired(name))
    state.set(.loggedOut(), on: &response)
  }
}
