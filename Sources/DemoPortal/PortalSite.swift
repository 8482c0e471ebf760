import Hummingbird
import HTTPTypes
import OAuth
import OAuthHTTP
import RelyingParty

/// The portal's pages: home, login and its answer, logout. Everything about the login itself is `RelyingParty`'s.
struct PortalSite: Room {
  let portal: Portal
  /// The identity provider, exactly.
  let issuer: String
  let publicURL: Issuer
  let department: WebOrigin
  let provider: WebOrigin
  let pages: PortalPages
  let sessions: PortalSessions
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  private var pendingCookie: CookieName { CookieName("portal-pending", for: publicURL) }
  private var sessionCookie: CookieName { CookieName("portal-session", for: publicURL) }

  var endpoints: [Endpoint] {
    [
      .get("/", audience: .person) { request, _ in await home(request) },
      .get("/login", audience: .person) { request, _ in try await login(request) },
      .get("/initiate-login", audience: .person) { request, _ in
        try await initiate(try queryParameters(of: request), request)
      },
      .post("/initiate-login", audience: .person) { request, _ in
        try await initiate(try await formBody(of: request), request)
      },
      .get("/callback", audience: .person) { request, _ in try await callback(request) },
      .post("/logout", audience: .person) { request, _ in try await logout(request) },
      .get("/logged-out", audience: .person) { request, _ in
        pages.message(.loggedOut, detail: nil, language: .of(request))
      },
      .get("/health/ready") { _, _ in .text("ready\n") },
    ]
  }

  private func home(_ request: Request) async -> Response {
    let visit = await sessions.visit(Cookies(of: request)[sessionCookie])
    // The button to log out leads on to the identity provider, the services to the department.
    var policy = ContentSecurityPolicy.page.allowingFormRedirects(to: [provider])
    policy.formAction.append(.origin(department))
    return pages.home(visit, department: department.value + "/matter", policy: policy, language: .of(request))
  }

  private func login(_ request: Request) async throws -> Response {
    let query = try queryParameters(of: request)
    var options = LoginOptions()
    options.prompt = try query.single("prompt")
    options.acrValues = try query.single("acr_values")
    return await begin(options, then: "/", request)
  }

  /// Somebody else sends a browser here to log in (OpenID Connect Core §4). It is logged in at our own provider, and
  /// brought to a page of our own: a stranger must choose neither.
  private func initiate(_ parameters: ParameterList, _ request: Request) async throws -> Response {
    guard try parameters.single("iss") == issuer else {
      return pages.message(.foreign, detail: nil, language: .of(request))
    }
    var options = LoginOptions()
    options.loginHint = try parameters.single("login_hint")
    let target = try parameters.single("target_link_uri") ?? ""
    return await begin(options, then: target.hasPrefix(publicURL.url("/")) ? target : "/", request)
  }

  private func begin(_ wishes: LoginOptions, then target: String, _ request: Request) async -> Response {
    var options = wishes
    options.scopes = ["openid", "licence", "licence.particulars", "holder"]
    options.uiLocales = Language.of(request).rawValue
    do {
      let (url, pending) = try await portal.beginLogin(options)
      var response = Response.seeOther(to: url)
      response.setCookie(SetCookie(pendingCookie, value: await sessions.begin(pending, then: target), maxAge: 3600))
      return response
    } catch {
      return pages.message(.unavailable, detail: "\(error)", language: .of(request))
    }
  }

  private func callback(_ request: Request) async throws -> Response {
    let cookies = Cookies(of: request)
    let query = try queryParameters(of: request)
    var answer: [String: String] = [:]
    for name in ["code", "state", "iss", "error", "error_description"] { answer[name] = try query.single(name) }
    guard let (pending, target) = await sessions.takePending(cookies[pendingCookie]) else {
      return pages.message(.foreign, detail: nil, language: .of(request))
    }
    do {
      let login = try await portal.finishLogin(pending, answer: answer, at: now())
      let visit = Visit(login: login, facts: try await portal.userInfo(of: login, at: now()))
      // The former session's login ends with the new one: one browser acts for one enterprise at a time.
      _ = await sessions.close(cookies[sessionCookie])
      var response = Response.seeOther(to: target)
      response.setCookie(SetCookie(sessionCookie, value: await sessions.open(visit)))
      response.setCookie(.expired(pendingCookie))
      return response
    } catch RelyingPartyError.refused(let code, let description) {
      return pages.message(.refused, detail: description ?? code, language: .of(request))
    } catch RelyingPartyError.foreignAnswer {
      return pages.message(.foreign, detail: nil, language: .of(request))
    } catch {
      return pages.message(.unavailable, detail: "\(error)", language: .of(request))
    }
  }

  private func logout(_ request: Request) async throws -> Response {
    let visit = await sessions.close(Cookies(of: request)[sessionCookie])
    var target = "/logged-out"
    if let visit {
      target =
        try await portal.logoutURL(
          idToken: visit.login.idToken, postLogoutRedirectURI: publicURL.url("/logged-out"), state: "portal") ?? target
    }
    var response = Response.seeOther(to: target)
    response.setCookie(.expired(sessionCookie))
    return response
  }
}
