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
  /// The clients in service, which follow the database.
  package let clients: ClientDirectory
  /// Tells clients what happened while they were not asking; run it beside the server.
  package let deliveries: DeliveryWorker

  /// - Parameters:
  ///   - trust: whose licences are accepted.
  ///   - followed: whose status lists are believed for logins made before; the same when left out.
  ///   - emergencies: what operators have stopped; nothing when left out.
  ///   - outgoing: asks addresses that clients registered; nobody when left out.
  ///   - told: hears what came of telling a client.
  package init(
    _ settings: IdentityProviderSettings, state: ServerState, trust: @escaping @Sendable () -> TrustList,
    followed: (@Sendable () -> TrustList)? = nil, emergencies: EmergencyDirectory? = nil,
    statuses: any LicenceStatusSource, outgoing: any OutgoingRequests = NoOutgoingRequests(),
    told: @escaping @Sendable (Delivery, DeliveryResult, _ next: NumericDate?) -> Void = { _, _, _ in },
    clock: @escaping @Sendable () -> NumericDate
  ) throws {
    let issuer = settings.server.issuer
    let keys = state.keys
    let signatures = SignatureOffer(keys)
    let database = state.database

    // What the rooms ask of storage.
    let audit = state.audit
    let grants = SQLGrantStore(database, audit: audit)
    let sessions = SQLSessionStore(database, audit: audit)
    let presentations = SQLPresentationStore(database, secrets: keys.secrets)
    let consents = SQLConsentStore(database, audit: audit)
    let orders = SQLOrderStore(database, presentations: presentations, audit: audit)
    let revoked = SQLRevokedTokenStore(database)
    let pushed = SQLPushedRequestStore(database)
    let awaited = SQLAwaitedLoginStore(database, audit: audit)
    clients = ClientDirectory(store: SQLClientStore(database, audit: audit))
    let clientKeys = ClientKeys(outgoing: outgoing)
    fetches = KeyFetches(store: SQLKeyFetchStore(database), clients: clients)

    let telling = ClientTelling(
      issuer: issuer, keys: keys, clients: clients, clientKeys: clientKeys, outgoing: outgoing)
    deliveries = DeliveryWorker(
      store: SQLDeliveryStore(database, audit: audit), schedule: settings.deliveries, clock: clock,
      tell: { try await telling.tell($0, at: $1) }, told: told)

    // What they share.
    let isBlocked: @Sendable (String) -> Bool = { emergencies?.isBlocked($0) ?? false }
    let lockdown: @Sendable (Lockdown.Activity) -> Lockdown? = { emergencies?.lockdown(stopping: $0) }
    let standing = UnblockedStanding(
      ListedStanding(statuses: statuses, trust: followed ?? trust), isBlocked: isBlocked)
    let living = LiveGrants(
      grants: grants, sessions: sessions, presentations: presentations, standing: standing, clients: clients)
    let subjects = SubjectIdentifiers(secret: try keys.secrets.current(.pairwise, at: clock()))
    let refreshTokens = RefreshTokens(secrets: keys.secrets)
    let lifetimes = TokenLifetimes(offline: settings.refreshLifetime)
    let tokens = TokenIssuer(
      issuer: issuer, keys: keys, clients: clients, refreshTokens: refreshTokens, subjects: subjects,
      lifetimes: lifetimes, clientKeys: clientKeys)
    let accessTokens = AccessTokenVerifier(issuer: issuer, keys: keys)
    let assertions = SQLAssertionStore(database)
    let authentication = ClientAuthentication(
      issuer: issuer, clients: clients, assertions: assertions, keys: clientKeys, fetches: fetches,
      audit: audit, limits: settings.limits.clients, certificates: settings.clientCertificates.trust,
      signatures: signatures)
    let senders = SenderProofs(
      issuer: issuer, certificates: settings.clientCertificates.url, proofs: SQLProofStore(database),
      nonces: DPoPNonces(secrets: keys.secrets), requiresNonces: settings.requiresDPoPNonces)
    let pages = try SignInPages(issuer: issuer, appearance: settings.appearance)
    let places: any PlaceSource = try settings.placesFile.map { try PlaceTable(file: $0) } ?? UnknownPlaces()
    watch = OrderWatch(orders: orders, clock: clock)
    let signIn = SignIn(
      issuer: issuer, clients: clients, orders: orders, sessions: sessions, grants: grants,
      presentations: presentations, consents: consents, standing: standing, isBlocked: isBlocked,
      verifier: { LicenceVerifier(trust: trust(), statuses: statuses) }, keys: keys, clientKeys: clientKeys,
      subjects: subjects,
      watch: watch,
      pages: pages, places: places,
      policy: settings.signIn, loginsOfLicence: settings.limits.licences, tokenLifetimes: lifetimes,
      sessionLifetimes: settings.sessions, verifierPrefix: settings.verifierPrefix,
      webWallet: settings.server.webWallet?.value, audit: audit,
      proofs: AuditedLogins(AuditOperations(state, issuer: issuer)), clock: clock)
    let door = Door(
      issuer: issuer, authentication: authentication, grants: grants, living: living, secrets: keys.secrets,
      subjects: subjects, clock: clock)

    let reader = RequestReader(issuer: issuer, policy: settings.requests, keys: clientKeys, outgoing: outgoing)

    let serving: [any Room] = [
      LockdownGate(AuthorizationRoom(signIn, reader: reader, pushed: pushed), .login, lockdown: lockdown),
      LockdownGate(
        PushedAuthorizationEndpoint(
          signIn, authentication: authentication, senders: senders, reader: reader, pushed: pushed),
        .login, lockdown: lockdown),
      // A receipt, and "this was not me" on it, are wanted then more than ever.
      LockdownGate(
        SignInRoom(signIn), .login,
        passing: ["/r/{receipt}", "/r/{receipt}/proof", "/r/{receipt}/not-me", "/text-size"],
        lockdown: lockdown),
      LockdownGate(AuthRequestEndpoint(door), .introspection, lockdown: lockdown),
      LockdownGate(DoorLoginEndpoint(door), .login, lockdown: lockdown),
      DoorLogoutEndpoint(door),
      LockdownGate(
        DeviceRoom(signIn, authentication: authentication, logins: awaited), .login, lockdown: lockdown),
      LockdownGate(
        BackchannelRoom(
          signIn, authentication: authentication,
          reader: BackchannelRequestReader(issuer: issuer, keys: clientKeys, used: assertions), logins: awaited),
        .login, lockdown: lockdown),
      LockdownGate(
        TokenEndpoint(
          issuer: tokens, authentication: authentication, senders: senders, grants: grants, living: living,
          refreshTokens: refreshTokens,
          others: [
            TokenExchangeGrant(
              issuer: tokens, tokens: accessTokens,
              living: LiveAccessTokens(living: living, revoked: revoked, clients: clients), audit: audit),
            AwaitedLoginGrant(.device, issuer: tokens, grants: grants, living: living, logins: awaited),
            AwaitedLoginGrant(.backchannel, issuer: tokens, grants: grants, living: living, logins: awaited),
          ],
          clock: clock),
        .token, lockdown: lockdown),
      RegistrationRoom(
        issuer: issuer, policy: settings.registration, registrations: SQLRegistrationStore(database, audit: audit),
        outgoing: outgoing, signatures: signatures, clock: clock),
      IntrospectionEndpoint(
        issuer: issuer, keys: keys, authentication: authentication,
        introspection: Introspection(
          issuer: issuer, tokens: accessTokens, refreshTokens: refreshTokens, grants: grants, living: living,
          revoked: revoked, clients: clients, isLockedDown: { lockdown(.introspection) != nil }),
        clientKeys: clientKeys, clock: clock),
      RevocationEndpoint(
        issuer: issuer, authentication: authentication,
        revocation: Revocation(tokens: accessTokens, refreshTokens: refreshTokens, grants: grants, revoked: revoked),
        clock: clock),
      LockdownGate(
        UserInfoEndpoint(
          issuer: tokens, tokens: accessTokens, living: living, senders: senders, audit: audit, clock: clock),
        .userInfo, lockdown: lockdown),
      ProtectedResourceEndpoint(
        issuer: issuer, signatures: signatures, takesCertificates: settings.clientCertificates.trust.isReachable),
      EndSessionEndpoint(
        issuer: issuer, keys: keys, clients: clients, sessions: sessions, pages: pages,
        clock: clock),
      CheckSessionEndpoint(issuer: issuer, pages: pages),
      ConsentRoom(
        issuer: issuer, consents: consents, clients: clients, sessions: sessions, presentations: presentations,
        pages: pages,
        clock: clock),
      JWKSEndpoint(
        issuer: issuer, keys: keys, maximumAge: settings.server.rotation.maximumAge, fetches: fetches, clock: clock),
      AuditKeysRoom(state.audit),
      pages.assets,
    ]
    let discovered =
      serving + [
        try DiscoveryEndpoint(issuer: issuer, rooms: serving, certificates: settings.clientCertificates.url)
      ]
    let described =
      discovered + [
        try APIDescriptionEndpoint(
          issuer: issuer, title: "Tongzhao identity provider",
          summary: "OAuth 2.0 and OpenID Connect for portals and departments; OpenID4VP for wallets.",
          rooms: discovered)
      ]
    let sources = settings.limits.sources
    let uncounted = Self.uncounted.union(pages.assets.endpoints.map(\.path))
    rooms = described.map { SourceGate($0, by: sources, passing: uncounted, clock: clock) }
    errorPage = pages.errorPage
  }
}
