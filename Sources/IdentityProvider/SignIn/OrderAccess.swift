import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// An order whose browser is the one at hand. The pages and forms of an order take one of these, so that none of them
/// can forget to look at the cookie.
struct OwnOrder: Sendable {
  let order: Order
  let browser: BearerSecret<BrowserSecret>
  /// Where its end is told.
  let target: ResponseTarget

  fileprivate init(order: Order, browser: BearerSecret<BrowserSecret>, target: ResponseTarget) {
    self.order = order
    self.browser = browser
    self.target = target
  }

  var client: Client { target.client }
}

/// Whose order a request is about.
enum OrderAccess: Sendable {
  /// This browser's.
  case own(OwnOrder)
  /// Another browser's, or one whose cookie is gone.
  case foreign(Order, Client)

  /// Looks the order of the path up.
  static func of(
    _ request: Request, _ context: AppContext, in signIn: SignIn, at now: NumericDate
  ) async throws -> OrderAccess {
    guard let id = context.pathParameter("order").flatMap({ OrderID($0) }),
      let order = try await signIn.orders.order(id, at: now),
      let client = try await signIn.clients.client(order.request.clientID, at: now),
      let target = ResponseTarget(order.request, of: client)
    else { throw PageError.orderGone }
    guard let browser = signIn.browserCookie.secret(of: request), browser.digest == order.browser else {
      return .foreign(order, client)
    }
    return .own(OwnOrder(order: order, browser: browser, target: target))
  }

  /// The order, when it is this browser's. A form that another site sends is refused here too: `SameSite=Lax` keeps
  /// the cookie from it, and browsers say by `Sec-Fetch-Site` where a request comes from.
  static func own(
    _ request: Request, _ context: AppContext, in signIn: SignIn, at now: NumericDate
  ) async throws -> OwnOrder {
    guard case .own(let own) = try await of(request, context, in: signIn, at: now) else {
      throw PageError.otherBrowser
    }
    if request.method == .post, !isFromHere(request) { throw PageError.otherBrowser }
    return own
  }

  /// Whether the browser says that a page of ours sends the request, or a person; older ones say nothing.
  static func isFromHere(_ request: Request) -> Bool {
    guard let site = request.headers[.fetchSite] else { return true }
    return site == "same-origin" || site == "none"
  }
}
