package import Hummingbird
package import OAuth
import OAuthHTTP

/// The cookie by which an order knows its browser. (The session's is `SessionCookie`.)
package struct BrowserCookie: Sendable {
  /// Half a year: as long as a browser and a holder's key can be known together.
  private static let life = 180 * 86_400

  private let name: CookieName

  /// The cookie of the server at `issuer`.
  package init(issuer: Issuer) { name = CookieName("browser", for: issuer) }

  /// The secret of the browser that sends this request.
  package func secret(of request: Request) -> BearerSecret<BrowserSecret>? {
    Cookies(of: request)[name].flatMap { $0.utf8.count == 43 ? BearerSecret(presented: $0) : nil }
  }

  /// Keeps the browser's secret; on a shared computer only until the browser is closed.
  package func set(_ secret: BearerSecret<BrowserSecret>, isShared: Bool, on response: inout Response) {
    response.setCookie(SetCookie(name, value: secret.revealed(), maxAge: isShared ? nil : Self.life))
  }

  /// Makes a shared computer forget the browser's secret.
  package func clear(on response: inout Response) { response.setCookie(.expired(name)) }
}
