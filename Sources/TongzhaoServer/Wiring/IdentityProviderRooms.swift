package import ELicence
package import IdentityProvider
package import JOSE
import KeyCustody
import OAuth
package import OAuthHTTP
import SQLStore

/// The identity provider's rooms over one database, ready to be mounted. The one place where settings become each
/// room's own small policy.
package struct IdentityProviderRooms: Sendable {
  package let rooms: [any Room]
  package let errorPage: ErrorPageRenderer
  /// Tells waiting pages what happens to their orders; run it beside the server.
  package let watch: OrderWatch
  /// Notes who has fetched which keys; run it beside the server.
  package let fetches: KeyFetches

  /// - Parameters:
  ///   - trust: whose licences are accepted.
  ///   - followed: whose status lists are believed for logins made before; the same when left out.
  package init(
    _ settings: IdentityProviderSettings, state: ServerState, trust: @escaping @Sendable () -> TrustList,
    followed: (@Sendable () -> TrustList)? = nil,
    statuses: any LicenceStatusSource, clock: @escaping @Sendable () -> NumericDate
  ) throws {
    let issuer = settings.server.issuer
    let keys = state.keys
    let database = state.database

    // What the rooms ask of storage.
    let audit = SQLAuditLog(database, secrets: keys.secrets) { RequestOrigin.auditOrigin }
    let grants = SQLGrantStore(database, audit: audit)
    let sessions = SQLSessionStore(database)
    let presentations = SQLPresentationStore(database, secrets: keys.secrets)
    let orders = SQLOrderStore(database, presentations: presentations, audit: audit)
    let revoked = SQLRevokedTokenStore(database)
    let clients = ClientDirectory(store: SQLClientStore(database))
    fetches = KeyFetches(store: SQLKeyFetchStore(database))

    // What they share.
    let standing = ListedStanding(statuses: statuses, trust: followed ?? trust)
    let living = LiveGrants(grants: grants, presentations: presentations, standing: standing, clients: clients)
    let subjects = SubjectIdentifiers(secret: try keys.secrets.current(.pairwise, at: clock()))
    let refreshTokens = RefreshTokens(secrets: keys.secrets)
    let lifetimes = TokenLifetimes(offline: settings.refreshLifetime)
    let tokens = TokenIssuer(
      issuer: issuer, keys: keys, refreshTokens: refreshTokens, subjects: subjects, lifetimes: lifetimes)
    let accessTokens = AccessTokenVerifier(issuer: issuer, keys: keys)
    let authentication = ClientAuthentication(
      issuer: issuer, clients: clients, assertions: SQLAssertionStore(database), fetches: fetches)
    let pages = try SignInPages()
    let places: any PlaceSource = try settings.placesFile.map { try PlaceTable(file: $0) } ?? UnknownPlaces()
    watch = OrderWatch(orders: orders, clock: clock)
    let signIn = SignIn(
      issuer: issuer, clients: clients, orders: orders, sessions: sessions, grants: grants,
      presentations: presentations, standing: standing,
      verifier: { LicenceVerifier(trust: trust(), statuses: statuses) }, keys: keys, subjects: subjects, watch: watch,
      pages: pages, places: places,
      policy: settings.signInPolicy, tokenLifetimes: lifetimes,
      sessionLifetimes: settings.sessionLifetimes, verifierPrefix: settings.verifierPrefix,
      webWallet: settings.server.webWallet?.value, clock: clock)

    let serving: [any Room] = [
      AuthorizationRoom(signIn),
      SignInRoom(signIn),
      TokenEndpoint(
        issuer: tokens, authentication: authentication, grants: grants, living: living, refreshTokens: refreshTokens,
        clock: clock),
      IntrospectionEndpoint(
        issuer: issuer, authentication: authentication,
        introspection: Introspection(
          issuer: issuer, tokens: accessTokens, refreshTokens: refreshTokens, grants: grants, living: living,
          revoked: revoked, clients: clients),
        clock: clock),
      RevocationEndpoint(
        issuer: issuer, authentication: authentication,
        revocation: Revocation(tokens: accessTokens, refreshTokens: refreshTokens, grants: grants, revoked: revoked),
        clock: clock),
      UserInfoEndpoint(issuer: tokens, tokens: accessTokens, living: living, clock: clock),
      EndSessionEndpoint(
        issuer: issuer, keys: keys, clients: clients, sessions: sessions, subjects: subjects, pages: pages,
        clock: clock),
      JWKSEndpoint(
        issuer: issuer, keys: keys, maximumAge: settings.server.rotation.maximumAge, fetches: fetches, clock: clock),
      pages.assets,
    ]
    rooms = serving + [try DiscoveryEndpoint(issuer: issuer, rooms: serving)]
    errorPage = pages.errorPage
  }
}

extension IdentityProviderSettings {
  fileprivate var signInPolicy: SignInPolicy {
    var policy = SignInPolicy()
    policy.frameLife = frameLifetime
    policy.renewalLimit = orderLifetime
    policy.scannedLife = scannedLifetime
    policy.approvedLife = approvedLifetime
    policy.ordersPerClient = ordersPerClient
    policy.ordersPerSource = ordersPerSource
    return policy
  }

  fileprivate var sessionLifetimes: SessionLifetimes {
    SessionLifetimes(longest: sessionLifetime, idle: sessionIdle, sharedIdle: sharedIdle)
  }
}
