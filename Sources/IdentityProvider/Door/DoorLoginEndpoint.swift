import HTTPTypes
import Hummingbird
import JOSE
import OAuth
package import OAuthHTTP

/// GET /door/login and GET /door/callback, which nginx shows on the old system's host: an ordinary login by
/// authorization code and PKCE (RFC 9700 §2.1), of which the old system sees the headers only.
package struct DoorLoginEndpoint: Room {
  private let door: Door

  package init(_ door: Door) { self.door = door }

  package var endpoints: [Endpoint] {
    [
      .get("/door/login", audience: .person, answersHead: false) { request, _ in
        try await shown {
          let now = door.clock()
          let host = try await door.host(of: request, at: now)
          let wanted = try queryParameters(of: request).single("return")
          return try begin(request, at: host, returningTo: wanted.flatMap { ReturnPath($0) } ?? .front, at: now)
        }
      },
      .get("/door/callback", audience: .person, answersHead: false) { request, _ in
        try await shown {
          let now = door.clock()
          let host = try await door.host(of: request, at: now)
          return try await finish(request, try queryParameters(of: request), at: host, at: now)
        }
      },
    ]
  }

  private func shown(_ answer: () async throws -> Response) async throws -> Response {
    do { return try await answer() } catch let refusal as DoorRefusal { throw refusal.page }
  }

  /// Sends the person to log in. A browser that has begun before keeps its secret, so that several tabs do not disturb
  /// each other.
  private func begin(
    _ request: Request, at host: DoorHost, returningTo path: ReturnPath, at now: NumericDate
  ) throws -> Response {
    let cookies = DoorCookies(host)
    let browser = cookies.browser(of: request) ?? BearerSecret<BrowserSecret>(generating: 32)
    let login = DoorLogin(verifier: CodeVerifier(), path: path)
    var response = Response.seeOther(
      to: Percent.appendQuery(
        to: door.issuer.url("/authorize"),
        [
          ("response_type", "code"), ("client_id", host.client.id.value), ("redirect_uri", host.callback.value),
          ("scope", host.scopes.text), ("state", try login.state(for: browser, at: host, by: door.secrets, at: now)),
          ("code_challenge", login.verifier.challenge().value), ("code_challenge_method", "S256"),
        ]))
    cookies.setBrowser(browser, on: &response)
    return response
  }

  private func finish(
    _ request: Request, _ parameters: ParameterList, at host: DoorHost, at now: NumericDate
  ) async throws -> Response {
    let cookies = DoorCookies(host)
    // 1. The answer is ours, to a login that began in this browser.
    guard let browser = cookies.browser(of: request), let state = try parameters.single("state"),
      let login = DoorLogin(state: state, of: browser, at: host, by: door.secrets, at: now)
    else { throw DoorRefusal.otherBrowser }
    guard try parameters.single("iss").map(door.issuer.value.isExactly) == true else { throw DoorRefusal.otherIssuer }
    if let error = try parameters.single("error") { throw DoorRefusal.declined(error) }
    // 2. The code is redeemed: once, by the client that began.
    guard let code = try parameters.single("code").flatMap({ BearerSecret<AuthorizationCodeSecret>(presented: $0) }),
      case .redeemed(let grant) = try await door.grants.redeem(code.digest, by: host.client.id, at: now)
    else { throw DoorRefusal.badCode }
    guard host.owns(grant), grant.codeChallenge.matches(login.verifier) else {
      try await door.grants.revoke(grant.id, at: now)
      throw DoorRefusal.badCode
    }
    // 3. What it stands on still holds.
    if case .failure(let death) = try await door.living.live(grant, at: now) { throw DoorRefusal.ended(death) }
    // 4. The pass, and the way back. The address of the answer is left behind: it holds the code.
    var response = Response.seeOther(to: login.path.url(on: host))
    cookies.setPass(try DoorPass(grant.id).text(by: door.secrets, at: now), on: &response)
    return response
  }
}
