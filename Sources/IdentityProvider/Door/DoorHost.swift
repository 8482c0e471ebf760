import HTTPTypes
import JOSE
import OAuth
import OAuthHTTP

/// An old system's host, as a registered client with a door. There is none without a proven client, and none at an
/// address that the client did not register.
struct DoorHost: Sendable {
  /// The client that stands for the system.
  let client: Client
  /// Scheme, host and port by which browsers reach it.
  let origin: Issuer
  /// Where logins return to, on that host.
  let callback: RegisteredRedirectURI

  /// Where on each host nginx hands requests through to us.
  static let folder = "/tongzhao/"
  static let callbackPath = folder + "callback"

  /// The host that `names` (the values of `Tongzhao-Door-Host`) name, if the client may have a door there.
  init(_ caller: AuthenticatedClient, named names: [String]) throws(DoorRefusal) {
    guard caller.client.hasDoor else { throw .notRegistered }
    guard names.count == 1, let name = names.first else { throw .missingHost }
    guard let origin = Issuer(name), origin.origin.isExactly(name),
      let callback = caller.client.redirectURI(matching: origin.url(Self.callbackPath))
    else { throw .foreignHost }
    client = caller.client
    self.origin = origin
    self.callback = callback
  }

  /// Whether a grant was given to this client at this host.
  func owns(_ grant: Grant) -> Bool {
    grant.clientID == client.id && grant.redirectURI.isExactly(callback.value)
  }

  /// What a login here asks for: all that is registered, but nothing that outlives the session.
  var scopes: ScopeSet { ScopeSet(client.scopes.filter { $0 != .offlineAccess }) }

  /// Where a login here begins.
  func loginPath(returningTo path: ReturnPath) -> String {
    Percent.appendQuery(to: Self.folder + "login", [("return", path.value)])
  }
}

extension HTTPField.Name {
  /// `Tongzhao-Door-Host`: the origin by which browsers reach the system, as nginx is told by its configuration.
  static let doorHost = HTTPField.Name("Tongzhao-Door-Host")!
}
