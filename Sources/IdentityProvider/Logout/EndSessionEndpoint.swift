import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

// The Logout room ends single sign-on sessions at a client's wish (OpenID Connect RP-Initiated Logout 1.0).
// The Session room ends what hangs on them; Introspection, UserInfo and Token see it at once, and Delivery tells the
// clients that know of the session (`BackChannelLogout`); the last page tells them too (`FrontChannelLogout`).
// Its pages are drawn by whoever keeps `LogoutPages`.

/// GET and POST /end-session.
package struct EndSessionEndpoint: Room {
  private let issuer: Issuer
  private let keys: KeyRing
  private let clients: ClientDirectory
  private let sessions: any SessionStore
  private let cookie: SessionCookie
  private let pages: any LogoutPages
  private let clock: @Sendable () -> NumericDate

  /// With what it asks and ends.
  package init(
    issuer: Issuer, keys: KeyRing, clients: ClientDirectory, sessions: any SessionStore,
    pages: any LogoutPages, clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.keys = keys
    self.clients = clients
    self.sessions = sessions
    cookie = SessionCookie(issuer: issuer)
    self.pages = pages
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.end_session_json) }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([
      ("end_session_endpoint", .string(issuer.url("/end-session"))),
      ("backchannel_logout_supported", true),
      ("backchannel_logout_session_supported", true),
      ("frontchannel_logout_supported", true),
      ("frontchannel_logout_session_supported", true),
    ])
    return [
      .get("/end-session", metadata: metadata, audience: .person, answersHead: false) { request, context in
        try await answer(try queryParameters(of: request), request, context)
      },
      .post("/end-session", audience: .person) { request, context in
        let parameters = try await formBody(of: request)
        // Another site's form comes without our cookie; the browser brings it along when it follows to GET.
        if cookie.secret(of: request) == nil, try parameters.single("id_token_hint") == nil {
          return .seeOther(to: Percent.appendQuery(to: issuer.url("/end-session"), Self.passedOn(parameters)))
        }
        return try await answer(parameters, request, context)
      },
    ]
  }

  private func answer(_ parameters: ParameterList, _ request: Request, _ context: AppContext) async throws -> Response {
    let now = clock()
    // 1. Who sends the person, and whether there is a way back.
    let logout = try await LogoutRequest(parameters, issuer: issuer, keys: keys, clients: clients, at: now)
    // 2. Who is logged in here.
    let secret = cookie.secret(of: request)
    let session: Session? =
      if let secret { try await sessions.session(secret: secret.digest, at: now) } else { nil }
    // 3. The rule.
    let isConfirmed = try parameters.single("confirmation").map { presented in
      request.method == .post && secret.map { Self.isConfirmation(presented, of: $0) } ?? false
    }
    let decision = LogoutDecision.decide(
      hint: logout.hint?.session, session: session?.id, formers: session?.formers ?? [],
      isConfirmed: isConfirmed ?? false)
    // 4. What follows.
    switch decision {
    case .ask:
      guard let session, let secret else { return try await farewell(logout, request, context, goesBack: false) }
      let question = LogoutQuestion(
        session: session, client: logout.client, action: issuer.url("/end-session"),
        fields: Self.passedOn(parameters) + [("confirmation", Self.confirmation(of: secret))],
        returnAddress: logout.returnAddress)
      return try await pages.confirmation(question, request: request, context: context)
    case .end(let ids, let goesBack):
      let frames = try await FrontChannelLogout(issuer: issuer, clients: clients, sessions: sessions)
        .frames(for: ids, at: now)
      for id in ids { try await sessions.end(id, at: now) }
      var response = try await farewell(logout, request, context, goesBack: goesBack, frames: frames)
      cookie.clear(on: &response)
      return response
    case .nothing: return try await farewell(logout, request, context, goesBack: false)
    }
  }

  private func farewell(
    _ logout: LogoutRequest, _ request: Request, _ context: AppContext, goesBack: Bool, frames: [LogoutFrame] = []
  ) async throws -> Response {
    let next = goesBack ? logout.location : nil
    if let next, frames.isEmpty { return .seeOther(to: next) }
    return try await pages.farewell(
      LogoutFarewell(client: logout.client, isReturnRefused: logout.isReturnRefused, next: next, frames: frames),
      request: request, context: context)
  }

  /// What only a page of ours can know that this browser was shown: it follows from the browser's secret.
  private static func confirmation(of secret: BearerSecret<SessionSecret>) -> String {
    Digests.sha256Text(Array("end-session/\(secret.revealed())".utf8))
  }

  private static func isConfirmation(_ presented: String, of secret: BearerSecret<SessionSecret>) -> Bool {
    constantTimeEquals(Array(presented.utf8), Array(confirmation(of: secret).utf8))
  }

  private static func passedOn(_ parameters: ParameterList) -> [(String, String)] {
    let names = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"]
    return parameters.pairs.filter { names.contains($0.0) }
  }
}
