import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// Where a QR code leads: trades a fresh frame, or eight digits, for a ticket. Reading it changes nothing.
struct LandingEndpoint: Sendable {
  private let signIn: SignIn
  private let codeTries: RateLimiter

  init(_ signIn: SignIn) {
    self.signIn = signIn
    codeTries = RateLimiter(
      burst: signIn.policy.typedCodesPerMinute, refill: signIn.policy.typedCodesPerMinute, per: 60)
  }

  var endpoints: [Endpoint] {
    [
      .get("/w/{frame}", audience: .person, cors: .anyOriginNoCredentials) { request, context in
        let now = signIn.clock()
        let isPage = !request.prefersJSON
        guard let frame = context.pathParameter("frame").flatMap({ QRFrame($0, by: signIn.secrets, at: now) }),
          frame.isFresh(at: now, life: signIn.policy.frameLife)
        else { return try Self.gone(isPage, .staleFrame, context) }
        guard let order = try await openOrder(frame.order, at: now) else {
          return try Self.gone(isPage, .orderGone, context)
        }
        let links = try signIn.links(to: order.id, .code, expires: now + signIn.policy.ticketLife, at: now)
        return isPage ? page(order, links, request) : Self.json(links)
      },
      .post("/w/code", cors: .anyOriginNoCredentials) { request, context in
        let now = signIn.clock()
        let parameters = try await formBody(of: request)
        if case .refused(let seconds) = codeTries.attempt(context.clientAddress.bucket, at: now) {
          throw OAuthError(.temporarilyUnavailable, "too many codes were tried", status: 429, retryAfter: seconds)
        }
        guard let code = try parameters.single("code").flatMap({ TypedCode(typed: $0) }) else {
          throw OAuthError(.invalidRequest, "code must be eight digits")
        }
        let digest = try code.digest(by: signIn.secrets, at: now)
        guard let id = try await signIn.orders.takeTypedCode(digest, at: now),
          let order = try await openOrder(id, at: now)
        else { throw OAuthError(.invalidRequest, "this code is wrong, used or too old", status: 404) }
        return Self.json(
          try signIn.links(to: order.id, .typed, expires: now + signIn.policy.ticketLife, at: now))
      },
    ]
  }

  private func openOrder(_ id: OrderID, at now: NumericDate) async throws -> Order? {
    guard let order = try await signIn.orders.order(id, at: now), order.state.isOpen, order.expiresAt > now else {
      return nil
    }
    return order
  }

  private func page(_ order: Order, _ links: WalletLinks, _ request: Request) -> Response {
    var values = AskerValues(order.context, .of(request)).values
    values["walletLink"] = links.installed
    values["webWalletLink"] = links.web
    values["ticketLife"] = signIn.policy.ticketLife
    return signIn.pages.page("landing", values, for: request)
  }

  private static func json(_ links: WalletLinks) -> Response {
    .json(JSONObject(links.parameters.map { ($0.0, .string($0.1)) }))
  }

  private static func gone(_ isPage: Bool, _ page: PageError, _ context: AppContext) throws -> Response {
    if isPage { throw page }
    return .json(
      [
        "error": "invalid_request", "error_description": .string(page.english),
        "error_id": .string(context.requestID),
      ] as JSONObject, status: .init(code: page.status))
  }
}
