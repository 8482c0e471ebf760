package import Hummingbird
package import OAuth
import OAuthHTTP

/// The cookie that the framed page compares. Scripts read it, and browsers send it along in frames of other sites:
/// whoever has it knows nothing but that a login has changed.
package struct BrowserStateCookie: Sendable {
  /// What it is called.
  let name: CookieName

  /// The cookie of this issuer.
  package init(issuer: Issuer) { name = CookieName("state", for: issuer) }

  /// Keeps what the browser's login looks like now; forgotten, as the session's, when the browser closes.
  package func set(_ state: BrowserState, on response: inout Response) {
    // Without https, that is on a loopback address, a browser would refuse the former.
    let sameSite: SetCookie.SameSite = name.isSecure ? .none : .lax
    response.setCookie(SetCookie(name, value: state.value, sameSite: sameSite, isReadable: true))
  }
}
