import Hummingbird
import OAuth
package import OAuthHTTP

/// GET /door/logout, which nginx shows on the old system's host: ends the login there at once, and asks at our own
/// address whether the person logs out everywhere (OpenID Connect RP-Initiated Logout §2).
package struct DoorLogoutEndpoint: Room {
  private let door: Door

  package init(_ door: Door) { self.door = door }

  package var endpoints: [Endpoint] {
    [
      .get("/door/logout", audience: .person, answersHead: false) { request, _ in
        let now = door.clock()
        do throws(any Error) {
          let host = try await door.host(of: request, at: now)
          let cookies = DoorCookies(host)
          if let pass = cookies.pass(of: request).flatMap({ DoorPass($0, by: door.secrets, at: now) }),
            let grant = try await door.grants.grant(pass.grant), host.owns(grant)
          {
            try await door.grants.revoke(grant.id, at: now)
          }
          var response = Response.seeOther(to: farewell(host))
          cookies.clearPass(on: &response)
          return response
        } catch let refusal as DoorRefusal {
          throw refusal.page
        }
      }
    ]
  }

  private func farewell(_ host: DoorHost) -> String {
    var parameters = [("client_id", host.client.id.value)]
    if let back = host.client.postLogoutRedirectURI(matching: host.origin.url("/")) {
      parameters.append(("post_logout_redirect_uri", back.value))
    }
    return Percent.appendQuery(to: door.issuer.url("/end-session"), parameters)
  }
}
