import Hummingbird
import HTTPTypes
import JOSE
import OAuth
import OAuthHTTP
import RelyingParty

/// Where the identity provider says that somebody logged out elsewhere: by a token from server to server, and by a frame
/// in the person's browser. Both name the session by the `sid` of its ID token.
struct LogoutNotices: Room {
  let verifier: LogoutTokenVerifier
  let issuer: String
  let sessions: PortalSessions
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  var endpoints: [Endpoint] {
    [
      .post("/backchannel-logout") { request, _ in try await backChannel(request) },
      .get("/frontchannel-logout", audience: .person, answersHead: false) { request, _ in
        try await frontChannel(request)
      },
    ]
  }

  private func backChannel(_ request: Request) async throws -> Response {
    let token = try await formBody(of: request).single("logout_token") ?? ""
    do {
      await sessions.end(try await verifier.take(token, at: now()))
      return .text("logged out\n")
    } catch {
      // OpenID Connect Back-Channel Logout 1.0 §2.8.
      return .json(
        ["error": "invalid_request", "error_description": .string("the logout token does not hold: \(error)")]
          as JSONObject, status: .badRequest)
    }
  }

  private func frontChannel(_ request: Request) async throws -> Response {
    let query = try queryParameters(of: request)
    if try query.single("iss") == issuer, let session = try query.single("sid") {
      await sessions.end(LogoutNotice(session: session))
    }
    return .text("logged out\n")
  }
}
