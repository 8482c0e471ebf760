import AuditLog
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// What a person can choose on the page of an order: stop, start again, a typed code, a shared computer.
struct OrderChoiceEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .post("/sign-in/{order}/cancel", audience: .person) { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        if try await signIn.orders.cancel(own.order.id, of: own.browser.digest, at: now) {
          signIn.measures.ended(LoginScenario(own.order.channel), .cancelled)
          // Anybody can begin logins and stop them.
          try await signIn.audit?.record(
            AuditEvent(
              .loginCancelled, .refused, by: .anonymous, client: own.client.id.value, object: own.order.id.value,
              reason: own.order.channel?.rawValue, at: now),
            bound: "\(own.client.id.value) cancelled")
        }
        try await signIn.watch.look()
        return try await signIn.responder.refuse(
          .accessDenied, "the person stopped the login", to: own.target, request: request, at: now)
      },
      .post("/sign-in/{order}/restart", audience: .person) { request, context in
        try await restart(request, context)
      },
      .post("/sign-in/{order}/shared", audience: .person) { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        let parameters = try await formBody(of: request)
        let isShared = try parameters.single("shared") == "yes" || own.client.requiresSharedComputerMode
        _ = try await signIn.orders.share(own.order.id, of: own.browser.digest, isShared, at: now)
        var response = Response.seeOther(to: signIn.issuer.url("/sign-in/\(own.order.id.value)"))
        signIn.browserCookie.set(own.browser, isShared: isShared, on: &response)
        return response
      },
      .post("/sign-in/{order}/typed-code", audience: .person) { request, context in
        try await typedCode(request, context)
      },
    ]
  }

  /// Opens a new order for the same request. In another browser too: what comes of it goes to the client's registered
  /// address, and the client's own `state` decides whether it was meant for that browser.
  private func restart(_ request: Request, _ context: AppContext) async throws -> Response {
    let now = signIn.clock()
    switch try await OrderAccess.of(request, context, in: signIn, at: now) {
    case .own:
      let own = try await OrderAccess.own(request, context, in: signIn, at: now)
      // A login that is done is not begun again by a form that was sent twice.
      guard own.order.state != .consumed else {
        return .seeOther(to: signIn.issuer.url("/sign-in/\(own.order.id.value)"))
      }
      return try await OrderOpener(signIn).open(
        own.order.request, client: own.client, isShared: own.order.isShared, inPlaceOf: own.order, request: request,
        context: context, at: now)
    case .foreign(let order, let client):
      // What a device waits for is approved only where its code was typed.
      guard order.request.awaited == nil, OrderAccess.isFromHere(request) else { throw PageError.otherBrowser }
      return try await OrderOpener(signIn).open(
        order.request, client: client, isShared: order.isShared, request: request, context: context, at: now)
    }
  }

  private func typedCode(_ request: Request, _ context: AppContext) async throws -> Response {
    let now = signIn.clock()
    let own = try await OrderAccess.own(request, context, in: signIn, at: now)
    guard own.offersCode, own.order.state.isOpen, own.order.expiresAt > now else { throw PageError.orderGone }
    var generator = SystemRandomNumberGenerator()
    // Two orders can draw the same digits; the third draw in a row that is taken is no accident.
    for _ in 0..<3 {
      let code = TypedCode(using: &generator)
      let until = now + signIn.policy.typedCodeLife
      let isTaken = try await signIn.orders.offerTypedCode(
        code.digest(by: signIn.secrets, at: now), for: own.order.id, of: own.browser.digest, until: until, at: now)
      guard isTaken else { continue }
      if request.prefersJSON {
        return .json(
          ["code": .string(code.digits), "expires_in": .integer(Int64(signIn.policy.typedCodeLife))] as JSONObject)
      }
      var page = try OrderPage(own, in: signIn, at: now)
      page.typedCode = code
      return page.response(to: request)
    }
    throw OAuthError(.temporarilyUnavailable, "no code is free", status: 503, retryAfter: 5)
  }
}
