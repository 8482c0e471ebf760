import HTTPTypes
import Hummingbird
import JOSE
import OAuth
package import OAuthHTTP

/// GET /auth-request: whether the browser behind a request that nginx holds is logged in, and as whom. It reads the
/// grant and what it stands on, each by its key, and writes nothing.
package struct AuthRequestEndpoint: Room {
  private let door: Door

  package init(_ door: Door) { self.door = door }

  package var apiDescription: APIFragment { APIFragment(PackageResources.door_json) }

  package var endpoints: [Endpoint] {
    [
      .get("/auth-request", answersHead: false) { request, context in
        let now = door.clock()
        do throws(any Error) {
          let host = try await door.host(of: request, at: now)
          guard let live = try await visitor(request, at: host, at: now) else {
            return Self.refusal(OriginalRequest(request), at: host, context)
          }
          var response = Response.noContent()
          response.status = .ok
          response.headers.append(contentsOf: DoorIdentity(live, subjects: door.subjects).headers)
          return response
        } catch let refusal as DoorRefusal {
          throw refusal.error
        }
      }
    ]
  }

  /// Who is there, if anybody is.
  private func visitor(_ request: Request, at host: DoorHost, at now: NumericDate) async throws -> LiveGrant? {
    guard let shown = DoorCookies(host).pass(of: request),
      let pass = DoorPass(shown, by: door.secrets, at: now)
    else { return nil }
    switch try await door.living.live(pass.grant, at: now) {
    case .success(let live): return host.owns(live.grant) ? live : nil
    case .failure(.standingUnknown): throw DoorRefusal.standingUnknown
    case .failure: return nil
    }
  }

  /// 401, which nginx answers itself or turns into a redirect. The challenge has a scheme of our own, because nginx hands
  /// it on and a browser asks for a password at one that it knows.
  private static func refusal(_ original: OriginalRequest, at host: DoorHost, _ context: AppContext) -> Response {
    var response = Response.json(
      [
        "error": "login_required", "error_description": "nobody is logged in here",
        "error_id": .string(context.requestID),
      ] as JSONObject, status: .unauthorized)
    response.headers[.wwwAuthenticate] = "Tongzhao-Door"
    if original.isNavigation {
      response.headers[.doorLogin] = host.loginPath(returningTo: original.path ?? .front)
    }
    return response
  }
}
