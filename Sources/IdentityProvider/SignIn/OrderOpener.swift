import ELicence
import HTTPTypes
package import Hummingbird
package import JOSE
import OAuth
package import OAuthHTTP

/// Opens an order for an accepted request in the browser at hand, and sends the browser to its page.
package struct OrderOpener: Sendable {
  private let signIn: SignIn

  package init(_ signIn: SignIn) { self.signIn = signIn }

  /// 303 to the order's page, with the cookie that binds the two. `former` is the order of this browser that it begins
  /// again.
  package func open(
    _ authorization: AuthorizationRequest, client: Client, isShared: Bool = false, inPlaceOf former: Order? = nil,
    request: Request, context: AppContext, at now: NumericDate
  ) async throws -> Response {
    let browser = signIn.browserCookie.secret(of: request) ?? BearerSecret(generating: 32)
    let description = BrowserDescription(userAgent: request.headers[.userAgent])
    let isShared = isShared || client.requiresSharedComputerMode
    let order = NewOrder(
      id: OrderID(), browser: browser.digest, source: context.clientAddress.bucket, request: authorization,
      context: LoginContext(
        clientName: client.name.zh, clientNameEnglish: client.name.en, clientOrigin: client.origin,
        purpose: client.purpose?.zh, purposeEnglish: client.purpose?.en,
        place: signIn.places.place(of: context.clientAddress), browser: description.browser,
        operatingSystem: description.system, device: authorization.awaited?.device,
        matters: authorization.details.matters, requestedAt: now),
      isShared: isShared, expiresAt: now + signIn.policy.orderLife, former: former?.id,
      perClient: signIn.policy.ordersPerClient, perSource: signIn.policy.ordersPerSource)
    switch try await signIn.orders.open(order, at: now) {
    case .opened: break
    case .tookPlace:
      signIn.measures.ended(LoginScenario(former?.channel), .cancelled)
      try await signIn.watch.look()
    case .tooManyForClient, .tooManyForSource:
      throw OAuthError(
        .temporarilyUnavailable, "too many logins are waiting", status: 429, retryAfter: signIn.policy.orderLife)
    }
    var response = Response.seeOther(to: signIn.issuer.url("/sign-in/\(order.id.value)"))
    signIn.browserCookie.set(browser, isShared: isShared, on: &response)
    return response
  }
}
