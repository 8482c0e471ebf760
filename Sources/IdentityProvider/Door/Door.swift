import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
import OAuthHTTP

// The Door room lets people into systems that cannot change: an old system behind nginx knows nothing of OpenID
// Connect, so nginx asks here, at each request, who is there (its `auth_request`), and hands the login's few addresses
// through to us. To all other rooms a door is an ordinary confidential client with an authorization code and PKCE; its
// pass is a name of the grant under our MAC, so whatever ends the grant shuts the door at the next request.
// Neighbours: Clients (whose nginx it is), Grant (what the login left behind), Authorization (where the person logs in).

/// What the door's addresses share.
package struct Door: Sendable {
  let issuer: Issuer
  let grants: any GrantStore
  let living: LiveGrants
  let secrets: ServerSecrets
  let subjects: SubjectIdentifiers
  let clock: @Sendable () -> NumericDate
  private let authentication: ClientAuthentication

  /// With what it asks.
  package init(
    issuer: Issuer, authentication: ClientAuthentication, grants: any GrantStore, living: LiveGrants,
    secrets: ServerSecrets, subjects: SubjectIdentifiers, clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.authentication = authentication
    self.grants = grants
    self.living = living
    self.secrets = secrets
    self.subjects = subjects
    self.clock = clock
  }

  /// The host whose nginx sends this request. nginx proves itself by the client's secret; what a browser could send by
  /// itself counts for nothing.
  func host(of request: Request, at now: NumericDate) async throws -> DoorHost {
    let caller: AuthenticatedClient
    do {
      caller = try await authentication.authenticate(request, ParameterList(), at: now)
    } catch let error as OAuthError where error.code == .invalidClient {
      // Never 401: nginx would take it for "not logged in", and a browser would ask for a password.
      throw DoorRefusal.unknownCaller(error.description)
    }
    return try DoorHost(caller, named: request.headers[values: .doorHost])
  }
}
