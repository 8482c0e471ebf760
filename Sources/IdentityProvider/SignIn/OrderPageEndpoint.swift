import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import QRCode

/// The page of an order, and the picture on it that moves.
struct OrderPageEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .get("/sign-in/{order}", audience: .person) { request, context in
        let now = signIn.clock()
        switch try await OrderAccess.of(request, context, in: signIn, at: now) {
        case .own(let own):
          try await keepAlive(own.order, own.browser, at: now)
          return try OrderPage(own, in: signIn, at: now).response(to: request)
        case .foreign(let order, let client):
          return OrderPage.otherBrowser(order, client, in: signIn, request: request)
        }
      },
      .get("/sign-in/{order}/qr.svg", audience: .person) { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        guard own.order.state.isOpen, own.order.expiresAt > now, own.offersCode else { throw PageError.orderGone }
        try await keepAlive(own.order, own.browser, at: now)
        let frame = try QRFrame(order: own.order.id, time: now).text(by: signIn.secrets, at: now)
        let language = Language.of(request)
        let picture = try QRCode(signIn.issuer.url("/w/\(frame)"))
          .svg(title: language == .zhHans ? "登录二维码" : "Login code")
        return .bytes(Array(picture.utf8), type: "image/svg+xml")
      },
    ]
  }

  /// An order lives on while somebody looks at its page, up to a bound. Written now and then only.
  private func keepAlive(
    _ order: Order, _ browser: BearerSecret<BrowserSecret>, at now: NumericDate
  ) async throws {
    guard order.state == .created, order.expiresAt > now, order.expiresAt - now < signIn.policy.orderLife / 2 else {
      return
    }
    let until = min(now + signIn.policy.orderLife, order.createdAt + signIn.policy.renewalLimit)
    guard until > order.expiresAt else { return }
    try await signIn.orders.renew(order.id, of: browser.digest, until: until, at: now)
  }
}

extension OwnOrder {
  /// Whether the request may travel by a picture or by digits: not where the login must stay on one device.
  var offersCode: Bool {
    AuthenticationLevel.demanded(by: order.request, of: client) != AuthenticationLevel.sameDevice
  }
}
