import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// The link in the answer to the client: the clerk's screen, or the holder's phone, sees who asks whom, and goes on to the
/// login or refuses. Looking uses nothing up, since previews look too. Forms count only from a browser that opened the
/// page, so that no other site can go on for anybody.
struct BackchannelPageEndpoint: Sendable {
  private let room: BackchannelRoom

  init(_ room: BackchannelRoom) { self.room = room }

  var endpoints: [Endpoint] {
    [
      .get("/backchannel/{link}", audience: .person) { request, context in
        var response = try await use(.look, request, context) { authentication, client, path in
          page(.comparing(authentication, client, path: path), request)
        }
        let cookie = room.signIn.browserCookie
        if cookie.secret(of: request) == nil { cookie.set(BearerSecret(generating: 32), isShared: true, on: &response) }
        return response
      },
      .post("/backchannel/{link}/continue", audience: .person) { request, context in
        try requireOurForm(request)
        return try await use(.claim, request, context) { authentication, client, _ in
          try await OrderOpener(room.signIn).open(
            authentication.request, client: client, request: request, context: context, at: room.signIn.clock())
        }
      },
      .post("/backchannel/{link}/refuse", audience: .person) { request, context in
        try requireOurForm(request)
        return try await use(.refuse, request, context) { _, _, _ in page(.refused, request) }
      },
      .get(AuthorizationRequest.backchannelPage, audience: .person) { request, _ in
        let isStopped = try queryParameters(of: request).single("error") != nil
        return page(isStopped ? .stopped : .done, request)
      },
    ]
  }

  private func requireOurForm(_ request: Request) throws {
    guard room.signIn.browserCookie.secret(of: request) != nil, OrderAccess.isFromHere(request) else {
      throw PageError.backchannelFormFromElsewhere
    }
  }

  private func use(
    _ step: AwaitedStep, _ request: Request, _ context: AppContext,
    _ answer: (BackchannelAuthentication, Client, _ path: String) async throws -> Response
  ) async throws -> Response {
    let now = room.signIn.clock()
    guard let link = context.pathParameter("link").flatMap({ BearerSecret<RequestLinkSecret>(presented: $0) }),
      let authentication = try await room.logins.use(link.digest, to: step, at: now),
      let client = try await room.signIn.clients.client(authentication.request.clientID, at: now),
      client.backchannelAuthentication != nil
    else { return page(.gone, request) }
    return try await answer(authentication, client, "/backchannel/\(link.revealed())")
  }

  private func page(_ state: BackchannelPage, _ request: Request) -> Response {
    room.signIn.pages.page("backchannel", state.values(.of(request)), for: request, status: state.status)
  }
}
