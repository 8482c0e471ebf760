import AuditLog
import ELicence
import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import Logging
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport

/// The rooms behind a login, over a real database, with a clock and a status list in the test's hand.
struct Provider: Sendable {
  let issuer: Issuer
  let clock = TestClock()
  let standing = TestStanding()
  let refusals = RefusalBook()
  let addresses = TestAddresses()
  let key: SigningKey
  let keys: KeyRing
  let secrets: ServerSecrets
  let database: any SQLDatabase
  let clientStore: any ClientStore
  let grants: any GrantStore
  let sessions: any SessionStore
  let presentations: any PresentationStore
  let subjects: SubjectIdentifiers
  let audit: SQLAuditLog
  let emergencies: EmergencyDirectory
  let rooms: [any Room]

  var now: NumericDate { clock.now }

  init(
    _ database: any SQLDatabase, registration: RegistrationPolicy = RegistrationPolicy(access: .off),
    signsBySM2: Bool = false
  ) async throws {
    guard let issuer = Issuer("https://login.example") else { throw TestKeys.Missing.encryptionKey }
    self.issuer = issuer
    self.database = database
    key = try SigningKey.generate(.es256)
    keys = try await signsBySM2 ? TestKeys.nationalRing() : TestKeys.ring()
    secrets = ServerSecrets.ephemeral()
    clientStore = SQLClientStore(database)
    audit = SQLAuditLog(database, secrets: secrets) { AuditOrigin(requestID: RequestOrigin.current?.requestID) }
    grants = SQLGrantStore(database, audit: audit)
    sessions = SQLSessionStore(database, audit: audit)
    presentations = SQLPresentationStore(database, secrets: secrets)
    subjects = SubjectIdentifiers(secret: try secrets.current(.pairwise, at: clock.now))
    let emergencies = try await EmergencyDirectory(store: SQLEmergencyStore(database))
    self.emergencies = emergencies
    let lockdown: @Sendable (Lockdown.Activity) -> Lockdown? = { emergencies.lockdown(stopping: $0) }
    let directory = ClientDirectory(store: clientStore)
    let refreshTokens = RefreshTokens(secrets: secrets)
    let living = LiveGrants(
      grants: grants, sessions: sessions, presentations: presentations,
      standing: UnblockedStanding(standing) { emergencies.isBlocked($0) }, clients: directory)
    let clientKeys = ClientKeys(outgoing: addresses)
    let tokenIssuer = TokenIssuer(
      issuer: issuer, keys: keys, clients: directory, refreshTokens: refreshTokens, subjects: subjects,
      lifetimes: TokenLifetimes(), clientKeys: clientKeys)
    let signatures = SignatureOffer(keys)
    let authentication = ClientAuthentication(
      issuer: issuer, clients: directory, assertions: SQLAssertionStore(database),
      keys: clientKeys, audit: audit,
      certificates: ClientCertificateTrust(
        authorities: [try SampleCertificates.certificate(SampleCertificates.authority)], isReachable: true),
      signatures: signatures)
    let verifier = AccessTokenVerifier(issuer: issuer, keys: keys)
    let revoked = SQLRevokedTokenStore(database)
    let time: @Sendable () -> NumericDate = { [clock] in clock.now }
    let door = Door(
      issuer: issuer, authentication: authentication, grants: grants, living: living, secrets: secrets,
      subjects: subjects, clock: time)
    let senders = SenderProofs(
      issuer: issuer, certificates: Issuer("https://mtls.login.example"), proofs: SQLProofStore(database),
      nonces: DPoPNonces(secrets: secrets))
    let rooms: [any Room] = [
      LockdownGate(
        TokenEndpoint(
          issuer: tokenIssuer, authentication: authentication, senders: senders, grants: grants, living: living,
          refreshTokens: refreshTokens,
          others: [
            TokenExchangeGrant(
              issuer: tokenIssuer, tokens: verifier,
              living: LiveAccessTokens(living: living, revoked: revoked, clients: directory), audit: audit)
          ],
          clock: time),
        .token, lockdown: lockdown),
      LockdownGate(
        UserInfoEndpoint(
          issuer: tokenIssuer, tokens: verifier, living: living, senders: senders, audit: audit, clock: time),
        .userInfo, lockdown: lockdown),
      ProtectedResourceEndpoint(issuer: issuer, signatures: signatures, takesCertificates: true),
      IntrospectionEndpoint(
        issuer: issuer, keys: keys, authentication: authentication,
        introspection: Introspection(
          issuer: issuer, tokens: verifier, refreshTokens: refreshTokens, grants: grants, living: living,
          revoked: revoked, clients: directory, isLockedDown: { lockdown(.introspection) != nil }),
        clientKeys: clientKeys, clock: time),
      RevocationEndpoint(
        issuer: issuer, authentication: authentication,
        revocation: Revocation(tokens: verifier, refreshTokens: refreshTokens, grants: grants, revoked: revoked),
        clock: time),
      RegistrationRoom(
        issuer: issuer, policy: registration, registrations: SQLRegistrationStore(database, audit: audit),
        outgoing: addresses, signatures: signatures, clock: time),
      EndSessionEndpoint(
        issuer: issuer, keys: keys, clients: directory, sessions: sessions, pages: PlainLogoutPages(),
        clock: time),
      LockdownGate(AuthRequestEndpoint(door), .introspection, lockdown: lockdown),
      LockdownGate(DoorLoginEndpoint(door), .login, lockdown: lockdown),
      DoorLogoutEndpoint(door),
      JWKSEndpoint(issuer: issuer, keys: keys, maximumAge: 300),
    ]
    self.rooms = rooms + [try DiscoveryEndpoint(issuer: issuer, rooms: rooms)]
    for client in [try TestClients.portal(), try TestClients.resource()] { try await save(client) }
    for client in [try TestClients.app(), try TestClients.signer(key)] { try await save(client, secret: nil) }
  }

  func save(_ client: Client, secret: String? = TestClients.secret) async throws {
    let digest = secret.flatMap { BearerSecret<ClientSecret>(presented: $0) }?.digest
    try await clientStore.save(client, secret: digest, at: now)
  }

  /// A token by which software may register itself, good for an hour.
  func initialAccessToken(uses: Int, terms: RegistrationTerms = RegistrationTerms()) async throws -> String {
    let secret = BearerSecret<InitialAccessTokenSecret>()
    let token = StoredInitialAccessToken(
      id: Base64URL.name(Random.bytes(6)), purpose: "test", terms: terms, usesLeft: uses, createdAt: now,
      expiresAt: now + 3_600)
    try await SQLRegistrationStore(database).create(token, digest: secret.digest)
    return secret.revealed()
  }

  /// Runs a test against the rooms.
  static func run(
    registration: RegistrationPolicy = RegistrationPolicy(access: .off), signsBySM2: Bool = false,
    _ test: @Sendable (Provider, any TestClientProtocol) async throws -> Void
  ) async throws {
    try await StoreEngine.sqlite.withDatabase(.identityProvider) { database in
      let provider = try await Provider(database, registration: registration, signsBySM2: signsBySM2)
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      let router = buildRouter(
        rooms: provider.rooms, configuration: ServerConfiguration(publicURL: provider.issuer),
        explain: { provider.refusals.take($0) })
      let application = Application(router: router, logger: logger)
      try await application.test(.router) { client in try await test(provider, client) }
    }
  }
}
