import AuditLog
import ELicence
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import LibCrypto
import Logging
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport

/// The rooms of a login over a real database, under a real small licence authority, with the clock in the test's hand.
struct LoginHouse: Sendable {
  let issuer: Issuer
  let clock: TestClock
  let refusals: RefusalBook
  let standing: TestStanding
  let authority: TestAuthority
  let keys: KeyRing
  let database: any SQLDatabase
  let clientStore: SQLClientStore
  let orders: SQLOrderStore
  let grants: SQLGrantStore
  let sessions: SQLSessionStore
  let presentations: SQLPresentationStore
  let signIn: SignIn
  let audit: SQLAuditLog
  let emergencies: EmergencyDirectory
  let rooms: [any Room]
  let http: any TestClientProtocol

  var now: NumericDate { clock.now }

  /// Runs a test against a fresh house with these clients beside the portal.
  static func run(
    policy: SignInPolicy = SignInPolicy(), portal: JSONObject = [:], prefix: VerifierIdentity.Prefix = .x509Hash,
    terms: TrustTerms = .none, loginsOfLicence: RateLimiter? = nil, requests: RequestPolicy = RequestPolicy(),
    outgoing: any OutgoingRequests = NoOutgoingRequests(),
    sessions: @Sendable (any SessionStore) -> any SessionStore = { $0 },
    _ test: @Sendable (LoginHouse) async throws -> Void
  ) async throws {
    let (keys, authority) = try await HouseKeys.made.value
    try await StoreEngine.sqlite.withDatabase(.identityProvider) { database in
      let emergencies = try await EmergencyDirectory(store: SQLEmergencyStore(database))
      let parts = try Parts(
        database, keys, authority, policy, prefix, sessions, emergencies, terms, loginsOfLicence, requests, outgoing)
      for client in [
        try TestClients.portal(Self.portal.merging(portal)),
        try TestClients.signer(try SigningKey.generate(.es256), Self.portal),
      ] {
        try await parts.clientStore.save(client, secret: nil, at: parts.clock.now)
      }
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      let router = buildRouter(
        rooms: parts.rooms, configuration: ServerConfiguration(publicURL: parts.issuer),
        errorPage: parts.signIn.pages.errorPage, explain: { parts.refusals.take($0) })
      try await Application(router: router, logger: logger).test(.router) { http in
        try await test(LoginHouse(parts, http))
      }
    }
  }

  /// No agents, and a matter: so that these refusals can be shown.
  static let portal: JSONObject = [
    "tongzhao_accepted_roles": ["legal_representative", "licence_manager"],
    "tongzhao_matter": .string(TestLicence.matter),
  ]

  private init(_ parts: Parts, _ http: any TestClientProtocol) {
    issuer = parts.issuer
    clock = parts.clock
    refusals = parts.refusals
    standing = parts.standing
    authority = parts.authority
    keys = parts.keys
    database = parts.database
    clientStore = parts.clientStore
    orders = parts.orders
    grants = parts.grants
    sessions = parts.sessions
    presentations = parts.presentations
    signIn = parts.signIn
    audit = parts.audit
    emergencies = parts.emergencies
    rooms = parts.rooms
    self.http = http
  }
}

/// What a house is made of before it answers.
private struct Parts: Sendable {
  let issuer: Issuer
  let clock = TestClock(TestAuthority.moment)
  let refusals = RefusalBook()
  let standing = TestStanding()
  let authority: TestAuthority
  let keys: KeyRing
  let database: any SQLDatabase
  let clientStore: SQLClientStore
  let orders: SQLOrderStore
  let grants: SQLGrantStore
  let sessions: SQLSessionStore
  let presentations: SQLPresentationStore
  let signIn: SignIn
  let audit: SQLAuditLog
  let emergencies: EmergencyDirectory
  let rooms: [any Room]

  init(
    _ database: any SQLDatabase, _ keys: KeyRing, _ authority: TestAuthority, _ policy: SignInPolicy,
    _ prefix: VerifierIdentity.Prefix,
    _ seen: @Sendable (any SessionStore) -> any SessionStore, _ emergencies: EmergencyDirectory, _ terms: TrustTerms,
    _ loginsOfLicence: RateLimiter?, _ requests: RequestPolicy, _ outgoing: any OutgoingRequests
  ) throws {
    guard let issuer = Issuer("https://login.example") else { throw TestKeys.Missing.encryptionKey }
    let time: @Sendable () -> NumericDate = { [clock] in clock.now }
    self.issuer = issuer
    self.keys = keys
    self.authority = authority
    self.database = database
    self.emergencies = emergencies
    let audit = SQLAuditLog(database, secrets: keys.secrets) {
      AuditOrigin(
        requestID: RequestOrigin.current?.requestID, source: RequestOrigin.current?.address.description)
    }
    self.audit = audit
    clientStore = SQLClientStore(database)
    grants = SQLGrantStore(database, audit: audit)
    sessions = SQLSessionStore(database, audit: audit)
    presentations = SQLPresentationStore(database, secrets: keys.secrets)
    orders = SQLOrderStore(database, presentations: presentations, audit: audit)
    let list = authority.trustList
    let trust = TrustList(
      anchors: list.anchors.map { anchor in
        TrustAnchor(
          region: anchor.region, name: anchor.name, certificate: anchor.certificate, types: anchor.types,
          issuers: anchor.issuers, requiresPurpose: anchor.requiresPurpose, terms: terms)
      }, revocationLists: list.revocationLists)
    let verifier = LicenceVerifier(trust: trust, statuses: TestStatuses())
    signIn = SignIn(
      issuer: issuer, clients: ClientDirectory(store: clientStore), orders: orders, sessions: seen(sessions),
      grants: grants, presentations: presentations, consents: SQLConsentStore(database, audit: audit),
      standing: standing,
      isBlocked: { emergencies.isBlocked($0) }, verifier: { verifier }, keys: keys,
      subjects: SubjectIdentifiers(secret: try keys.secrets.current(.pairwise, at: clock.now)),
      watch: OrderWatch(orders: orders, clock: time), pages: try SignInPages(issuer: issuer), policy: policy,
      loginsOfLicence: loginsOfLicence,
      verifierPrefix: prefix, webWallet: "https://wallet.example/present", audit: audit,
      proofs: HouseProofs(log: audit), clock: time)
    let reader = RequestReader(issuer: issuer, policy: requests, outgoing: outgoing)
    let pushed = SQLPushedRequestStore(database)
    let authentication = ClientAuthentication(
      issuer: issuer, clients: signIn.clients, assertions: SQLAssertionStore(database),
      certificates: try TokenRooms.certificates)
    let own: [any Room] = [
      PushedAuthorizationEndpoint(
        signIn, authentication: authentication,
        senders: SenderProofs(
          issuer: issuer, proofs: SQLProofStore(database), nonces: DPoPNonces(secrets: keys.secrets)),
        reader: reader, pushed: pushed),
      LockdownGate(AuthorizationRoom(signIn, reader: reader, pushed: pushed), .login) {
        emergencies.lockdown(stopping: $0)
      },
      LockdownGate(SignInRoom(signIn), .login, passing: ["/r/{receipt}", "/r/{receipt}/not-me"]) {
        emergencies.lockdown(stopping: $0)
      },
      CheckSessionEndpoint(issuer: issuer, pages: signIn.pages),
      ConsentRoom(
        issuer: issuer, consents: SQLConsentStore(database, audit: audit), clients: signIn.clients, sessions: sessions,
        presentations: presentations, pages: signIn.pages, clock: time),
      EndSessionEndpoint(
        issuer: issuer, keys: keys, clients: signIn.clients, sessions: sessions, pages: PlainLogoutPages(), clock: time),
    ]
    let tokens = try TokenRooms(signIn, database, audit: audit, emergencies: emergencies, clock: time).rooms
    let all = own + tokens
    rooms =
      all + [
        try DiscoveryEndpoint(issuer: issuer, rooms: all)
      ]
  }
}

/// Keys and certificates, made once for all tests.
private enum HouseKeys {
  static let made = Task { try await make() }

  private static func make() async throws -> (KeyRing, TestAuthority) {
    let authority = try TestAuthority(verifierNames: ["login.example"])
    let now = TestAuthority.moment
    let keys = try await StoreEngine.sqlite.withDatabase(Schema([SQLKeyStore.self]), at: now) { database in
      let store = SQLKeyStore(database)
      guard let encryptionKey = KeyEncryptionKey(bytes: Random.bytes(32)) else { throw TestKeys.Missing.encryptionKey }
      let custodian = KeyCustodian(
        store: store, encryptionKey: encryptionKey, certificates: RequestCertificates(root: authority.root))
      try await custodian.prepare(
        [KeySlot(.token, .es256), KeySlot(.token, .rs256), KeySlot(.requestObject, .es256)], jwksMaximumAge: 300,
        at: now)
      return try await KeyRing(store: store, encryptionKey: encryptionKey)
    }
    return (keys, authority)
  }
}

private struct RequestCertificates: CertificateIssuing {
  let root: CertificateAuthority

  func certificateChain(for request: CertificateRequest) async throws -> [Certificate] {
    [
      try root.issue(
        .requestObjects(dnsNames: ["login.example"]), commonName: "Tongzhao", organization: "Test",
        publicKeyInfoDER: request.publicKeyInfoDER, validFrom: request.validFrom.seconds, days: 900)
    ]
  }
}
