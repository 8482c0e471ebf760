import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// `verification_uri`: a person types what a device shows, sees who asks from where, and goes on to the login or refuses.
/// Forms count only from a browser that opened the page, so that no other site can type for anybody.
struct DevicePageEndpoint: Sendable {
  private let room: DeviceRoom

  init(_ room: DeviceRoom) { self.room = room }

  var endpoints: [Endpoint] {
    [
      .get("/device", audience: .person) { request, _ in
        var response = page(.form(mistake: nil), request)
        let cookie = room.signIn.browserCookie
        if cookie.secret(of: request) == nil { cookie.set(BearerSecret(generating: 32), isShared: true, on: &response) }
        return response
      },
      .post("/device", audience: .person) { request, context in
        try await use(.look, request, context) { authorization, client in
          page(.comparing(authorization, client), request)
        }
      },
      .post("/device/continue", audience: .person) { request, context in
        try await use(.claim, request, context) { authorization, client in
          let signIn = room.signIn
          return try await OrderOpener(signIn).open(
            AuthorizationRequest(authorization, of: client, policy: room.policy, issuer: signIn.issuer), client: client,
            request: request, context: context, at: signIn.clock())
        }
      },
      .post("/device/refuse", audience: .person) { request, context in
        try await use(.refuse, request, context) { _, _ in page(.refused, request) }
      },
      .get("/device/done", audience: .person) { request, _ in
        let isStopped = try queryParameters(of: request).single("error") != nil
        return page(isStopped ? .stopped : .done, request)
      },
    ]
  }

  private func use(
    _ step: AwaitedStep, _ request: Request, _ context: AppContext,
    _ answer: (DeviceAuthorization, Client) async throws -> Response
  ) async throws -> Response {
    let now = room.signIn.clock()
    guard room.signIn.browserCookie.secret(of: request) != nil, OrderAccess.isFromHere(request) else {
      throw PageError.deviceFormFromElsewhere
    }
    let typed = try await formBody(of: request).single("user_code") ?? ""
    // A slip of the finger is not a guess: it costs no try.
    guard let code = UserCode(typed: typed) else { return page(.form(mistake: .malformed), request) }
    switch try await room.logins.use(
      code.digests(by: room.signIn.secrets, at: now), to: step, from: context.clientAddress.bucket,
      budget: room.policy.guessesPerHour, at: now)
    {
    case .unknown: return page(.form(mistake: .unknown), request)
    case .budgetSpent: throw PageError.deviceCodesExhausted
    case .found(let authorization):
      guard let client = try await room.signIn.clients.client(authorization.clientID, at: now),
        client.deviceScopes != nil
      else { return page(.form(mistake: .unknown), request) }
      return try await answer(authorization, client)
    }
  }

  private func page(_ state: DevicePage, _ request: Request) -> Response {
    room.signIn.pages.page("device", state.values(.of(request)), for: request, status: state.status)
  }
}
