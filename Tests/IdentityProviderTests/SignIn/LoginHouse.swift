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
  let rooms: [any Room]
  let http: any TestClientProtocol

  var now: NumericDate { clock.now }

  /// Runs a test against a fresh house with these clients beside the portal.
  static func run(
    policy: SignInPolicy = SignInPolicy(), portal: JSONObject = [:], prefix: VerifierIdentity.Prefix = .x509Hash,
    sessions: @Sendable (any SessionStore) -> any SessionStore = { $0 },
    _ test: @Sendable (LoginHouse) async throws -> Void
  ) async throws {
    let (keys, authority) = try await HouseKeys.made.value
    try await StoreEngine.sqlite.withDatabase(.identityProvider) { database in
      let parts = try Parts(database, keys, authority, policy, prefix, sessions)
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
        errorPage: parts.signIn.pages.errorPage)
      try await Application(router: router, logger: logger).test(.router) { http in
        try await test(LoginHouse(parts, http))
      }
    }
  }

  /// No agents, and a matter: so that these refusals can be shown.
  private static let portal: JSONObject = [
    "tongzhao_accepted_roles": ["legal_representative", "licence_manager"],
    "tongzhao_matter": .string(TestLicence.matter),
  ]

  private init(_ parts: Parts, _ http: any TestClientProtocol) {
    issuer = parts.issuer
    clock = parts.clock
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
    rooms = parts.rooms
    self.http = http
  }
}

/// What a house is made of before it answers.
private struct Parts: Sendable {
  let issuer: Issuer
  let clock = TestClock(TestAuthority.moment)
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
  let rooms: [any Room]

  init(
    _ database: any SQLDatabase, _ keys: KeyRing, _ authority: TestAuthority, _ policy: SignInPolicy,
    _ prefix: VerifierIdentity.Prefix,
    _ seen: @Sendable (any SessionStore) -> any SessionStore
  ) throws {
    guard let issuer = Issuer("https://login.example") else { throw TestKeys.Missing.encryptionKey }
    let time: @Sendable () -> NumericDate = { [clock] in clock.now }
    self.issuer = issuer
    self.keys = keys
    self.authority = authority
    self.database = database
    clientStore = SQLClientStore(database)
    grants = SQLGrantStore(database)
    sessions = SQLSessionStore(database)
    presentations = SQLPresentationStore(database, secrets: keys.secrets)
    orders = SQLOrderStore(database, presentations: presentations)
    let verifier = LicenceVerifier(trust: authority.trustList, statuses: TestStatuses())
    signIn = SignIn(
      issuer: issuer, clients: ClientDirectory(store: clientStore), orders: orders, sessions: seen(sessions),
      grants: grants, presentations: presentations, standing: standing, verifier: { verifier }, keys: keys,
      subjects: SubjectIdentifiers(secret: try keys.secrets.current(.pairwise, at: clock.now)),
      watch: OrderWatch(orders: orders, clock: time), pages: try SignInPages(), policy: policy,
      verifierPrefix: prefix, webWallet: "https://wallet.example/present", clock: time)
    rooms = [AuthorizationRoom(signIn), SignInRoom(signIn)]
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
        [KeySlot(.token, .es256), KeySlot(.requestObject, .es256)], jwksMaximumAge: 300, at: now)
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
