import HTTPTypes
import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// What a holder approved, on a page of the browser that is logged in, and for a wallet that proves the holder's key.
package struct ConsentRoom: Room {
  private let issuer: Issuer
  private let consents: any ConsentStore
  private let clients: ClientDirectory
  private let sessions: any SessionStore
  private let presentations: any PresentationStore
  private let cookie: SessionCookie
  private let pages: SignInPages
  private let clock: @Sendable () -> NumericDate

  /// With what it asks.
  package init(
    issuer: Issuer, consents: any ConsentStore, clients: ClientDirectory, sessions: any SessionStore,
    presentations: any PresentationStore, pages: SignInPages,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.consents = consents
    self.clients = clients
    self.sessions = sessions
    self.presentations = presentations
    cookie = SessionCookie(issuer: issuer)
    self.pages = pages
    self.clock = clock
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.consents_json) }

  package var endpoints: [Endpoint] {
    [
      .get("/consents", audience: .person) { request, _ in try await page(request) },
      .post("/consents/{consent}/revoke", audience: .person) { request, context in
        try await revokeFromPage(request, context)
      },
      .get("/wallet/consents", cors: .anyOriginNoCredentials) { request, _ in
        let holder = try proved(request, path: "/wallet/consents", at: clock())
        let views = try await shown(to: holder)
        return .json(["consents": .array(views.map { .object($0.json) })] as JSONObject)
      },
      .post("/wallet/consents/{consent}/revoke", cors: .anyOriginNoCredentials) { request, context in
        try await revokeFromWallet(request, context)
      },
    ]
  }

  // The page

  private func page(_ request: Request) async throws -> Response {
    let language = Language.of(request)
    var values: [String: any Sendable] = ["path": "/consents"]
    if let (session, secret) = try await loggedIn(request) {
      values["uscc"] = session.uscc
      var views: [ConsentView] = []
      if let holder = try await holder(of: session) { views = try await shown(to: holder) }
      let confirmation = Self.confirmation(of: secret)
      values["consents"] = views.map { $0.values(language, confirmation: confirmation) }
      values["isEmpty"] = views.isEmpty
    } else {
      values["isAnonymous"] = true
    }
    return pages.page("consents", values, for: request)
  }

  private func revokeFromPage(_ request: Request, _ context: AppContext) async throws -> Response {
    let presented = try await formBody(of: request).single("confirmation") ?? ""
    // Another site's form has neither the cookie nor what follows from it.
    if let (session, secret) = try await loggedIn(request), let holder = try await holder(of: session),
      constantTimeEquals(Array(presented.utf8), Array(Self.confirmation(of: secret).utf8)),
      let id = context.pathParameter("consent").flatMap({ ConsentID($0) })
    {
      _ = try await consents.revoke(id, by: holder, at: clock())
    }
    return .seeOther(to: issuer.url("/consents"))
  }

  private func loggedIn(_ request: Request) async throws -> (Session, BearerSecret<SessionSecret>)? {
    guard let secret = cookie.secret(of: request),
      let session = try await sessions.session(secret: secret.digest, at: clock())
    else { return nil }
    return (session, secret)
  }

  private func holder(of session: Session) async throws -> ConsentHolder? {
    try await presentations.presentation(session.presentationID, at: clock()).map { ConsentHolder($0) }
  }

  /// What only a page of ours can know that this browser was shown: it follows from the browser's secret.
  private static func confirmation(of secret: BearerSecret<SessionSecret>) -> String {
    Digests.sha256Text(Array("consents/\(secret.revealed())".utf8))
  }

  // The wallet

  private func revokeFromWallet(_ request: Request, _ context: AppContext) async throws -> Response {
    let now = clock()
    guard let id = context.pathParameter("consent").flatMap({ ConsentID($0) }) else { throw Self.unknown }
    let holder = try proved(request, path: "/wallet/consents/\(id.value)/revoke", at: now)
    guard try await consents.revoke(id, by: holder, at: now) else { throw Self.unknown }
    return .json(["id": .string(id.value), "state": "revoked"] as JSONObject)
  }

  private static let unknown = OAuthError(.invalidRequest, "there is no such consent", status: 404)

  private func proved(_ request: Request, path: String, at now: NumericDate) throws -> ConsentHolder {
    let proofs = request.headers[values: .dpop]
    do throws(HolderProofRefusal) {
      guard proofs.count <= 1 else { throw .malformed }
      return .key(
        try HolderProof.verify(
          proofs.first, method: request.method.rawValue, address: issuer.url(path), at: now
        ).holderKey)
    } catch {
      RefusalNotes.current?.add(RefusalNote("holder_proof.\(error)"))
      throw OAuthError(.accessDenied, "the proof of the holder's key does not hold: \(error)", status: 403)
    }
  }

  private func shown(to holder: ConsentHolder) async throws -> [ConsentView] {
    let now = clock()
    var views: [ConsentView] = []
    for consent in try await consents.consents(of: holder, at: now) {
      views.append(ConsentView(consent: consent, client: try await clients.client(consent.client, at: now)))
    }
    return views
  }
}

extension HTTPField.Name {
  /// `DPoP` (RFC 9449 §4.1).
  fileprivate static let dpop = HTTPField.Name("DPoP")!
}
