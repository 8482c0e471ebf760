import Hummingbird
import OAuth
import OAuthHTTP

/// The cookies that the door sets on the old system's host. Both are forgotten when the browser closes.
struct DoorCookies: Sendable {
  /// Who is logged in.
  private let pass: CookieName
  /// In which browser a login began.
  private let browser: CookieName

  init(_ host: DoorHost) {
    pass = CookieName("door", for: host.origin)
    browser = CookieName("door-browser", for: host.origin)
  }

  /// The pass that the browser shows, unverified.
  func pass(of request: Request) -> String? { Cookies(of: request)[pass] }

  /// The secret of the browser that began a login.
  func browser(of request: Request) -> BearerSecret<BrowserSecret>? {
    Cookies(of: request)[browser].flatMap { $0.utf8.count == 43 ? BearerSecret(presented: $0) : nil }
  }

  func setPass(_ text: String, on response: inout Response) { response.setCookie(SetCookie(pass, value: text)) }

  func clearPass(on response: inout Response) { response.setCookie(.expired(pass)) }

  func setBrowser(_ secret: BearerSecret<BrowserSecret>, on response: inout Response) {
    response.setCookie(SetCookie(browser, value: secret.revealed()))
  }
}
