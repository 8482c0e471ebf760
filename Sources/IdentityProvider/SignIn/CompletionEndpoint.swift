import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// The three ways to the end of a login: the number, a pair that is known, the return on one device. All of them need
/// the cookie.
struct CompletionEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .post("/sign-in/{order}/number", audience: .person) { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        let parameters = try await formBody(of: request)
        guard own.order.phase(at: now) == .number, let keyID = own.order.numberKeyID else { return backToPage(own) }
        guard let number = try parameters.single("number").flatMap({ ConfirmationNumber(typed: $0) }) else {
          // A slip of the finger is not a guess: it costs no try.
          var page = try OrderPage(own, in: signIn, at: now)
          page.isNumberMalformed = true
          return page.response(to: request, status: .badRequest)
        }
        // Without the secret that the number was kept under, nobody can tell whether it is right.
        guard let digest = number.digest(for: own.order.id, keyID: keyID, by: signIn.secrets, at: now) else {
          throw PageError.orderGone
        }
        return try await finish(own, by: .number(digest), request, at: now)
      },
      .post("/sign-in/{order}/continue", audience: .person) { request, context in
        let now = signIn.clock()
        let own = try await OrderAccess.own(request, context, in: signIn, at: now)
        guard own.order.phase(at: now) == .proceed else { return backToPage(own) }
        return try await finish(own, by: .confirmedPair, request, at: now)
      },
      .get("/sign-in/{order}/return", audience: .person, answersHead: false) { request, context in
        let now = signIn.clock()
        guard let text = try queryParameters(of: request).single("response_code"),
          let code = BearerSecret<ResponseCodeSecret>(presented: text)
        else { throw PageError.staleReturn }
        switch try await OrderAccess.of(request, context, in: signIn, at: now) {
        case .own(let own):
          guard own.order.phase(at: now) == .returning else { return backToPage(own) }
          return try await finish(own, by: .responseCode(code.digest), request, at: now)
        case .foreign(let order, let client):
          // Whoever began this login somewhere else and sent the link here gets nothing (OpenID4VP 1.0 §13.3).
          if try await signIn.orders.fail(order.id, returning: code.digest, at: now) {
            signIn.measures.ended(LoginScenario(order.channel), .failed)
          }
          try await signIn.watch.look()
          return OrderPage.otherBrowser(order, client, in: signIn, request: request)
        }
      },
    ]
  }

  private func finish(
    _ own: OwnOrder, by proof: CompletionProof, _ request: Request, at now: NumericDate
  ) async throws -> Response {
    switch try await LoginCompletion(signIn).finish(own, by: proof, request: request, at: now) {
    case .completed(let response): return response
    case .refused: break
    }
    try await signIn.watch.look()
    if case .responseCode = proof, let order = try await signIn.orders.order(own.order.id, at: now),
      order.state == .approved
    {
      throw PageError.staleReturn
    }
    return backToPage(own)
  }

  private func backToPage(_ own: OwnOrder) -> Response {
    .seeOther(to: signIn.issuer.url("/sign-in/\(own.order.id.value)"))
  }
}
