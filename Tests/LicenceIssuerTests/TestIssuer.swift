import AuditLog
import ELicence
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import KeyCustody
import LibCrypto
import LicenceIssuer
import Logging
import NIOCore
import OAuth
import OAuthHTTP
import SQLStore
import Synchronization
import TestSupport
import Testing

/// A licence issuer over a real database, with real keys and certificates, spoken to over HTTP in process.
struct TestIssuer: Sendable {
  static let start = NumericDate(1_800_000_000)
  static let registrarAccount = "registrar"

  let issuer: Issuer
  let registrar: Registrar
  let database: any SQLDatabase
  let stores: IssuerStores
  let audit: SQLAuditLog
  let keys: KeyRing
  let trust: TrustList
  let client: any TestClientProtocol
  let clock: Clock

  /// The time, which tests move.
  final class Clock: Sendable {
    private let time = Mutex(TestIssuer.start)
    var now: NumericDate { time.withLock { $0 } }
    func advance(by seconds: Int) { time.withLock { $0 = $0 + seconds } }
  }

  /// Runs `body` with a fresh issuer that has the licence `company`.
  static func run(
    policy: IssuerPolicy = IssuerPolicy(), _ body: @escaping @Sendable (TestIssuer) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      try await StoreEngine.sqlite.withDatabase(.licenceIssuer, at: start) { database in
        let clock = Clock()
        let issuer = try #require(Issuer("https://issuer.example"))
        let root = try LocalAuthority.create(
          folder: folder, commonName: "Test root", organization: "Test region", at: start - 86_400, days: 1000)
        let keys = try await keyRing(database, folder: folder)
        let audit = SQLAuditLog(database, secrets: keys.secrets) {
          AuditOrigin(requestID: RequestOrigin.current?.requestID, operatorAccount: TestIssuer.registrarAccount)
        }
        let documents = SQLIdentityDocuments(secrets: keys.secrets)
        let stores = IssuerStores(
          licences: SQLLicenceStore(database, audit: audit, documents: documents),
          holders: SQLHolderStore(database, audit: audit),
          offers: SQLOfferStore(database, audit: audit, documents: documents),
          grants: SQLIssuanceGrantStore(database),
          credentials: SQLCredentialStore(database, audit: audit, documents: documents),
          statusLists: SQLStatusListStore(database))
        let rooms = try IssuerRooms.make(
          issuer: issuer, name: IssuerName(chinese: "测试登记机关", english: "Test registrar"), stores: stores, keys: keys,
          policy: policy, clock: { clock.now })
        let router = buildRouter(rooms: rooms, configuration: ServerConfiguration(publicURL: issuer))
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let trust = TrustList(anchors: [TrustAnchor(region: "419001", name: "Test region", certificate: root)])
        try await Application(router: router, logger: logger).test(.router) { client in
          let test = TestIssuer(
            issuer: issuer, registrar: Registrar(stores: stores, issuer: issuer, offers: policy.offers),
            database: database, stores: stores, audit: audit, keys: keys, trust: trust, client: client, clock: clock)
          try await test.register(.company)
          try await body(test)
        }
      }
    }
  }

  private static func keyRing(_ database: any SQLDatabase, folder: String) async throws -> KeyRing {
    let encryptionKey = try #require(KeyEncryptionKey(bytes: Random.bytes(32)))
    let store = SQLKeyStore(database)
    let authority = try LocalAuthority(
      folder: folder,
      names: CertificateNames(
        commonName: "Test licence issuer", organization: "Test region", dnsNames: ["issuer.example"]))
    try await KeyCustodian(store: store, encryptionKey: encryptionKey, certificates: authority)
      .prepare(
        [KeySlot(.credential, .es256), KeySlot(.statusList, .es256)], jwksMaximumAge: 60, at: start)
    return try await KeyRing(store: store, encryptionKey: encryptionKey)
  }

  /// Puts a licence into the register.
  func register(_ licence: FixtureLicence) async throws {
    let report = try await importing(licence.line)
    #expect(report == .imported(summary(registered: 1)))
  }

  /// Imports text as a file.
  func importing(_ text: String) async throws -> ImportReport {
    try await registrar.importLicences(at: clock.now) {
      var rest = Array(text.utf8)[...]
      return {
        let chunk = Array(rest.prefix(1000))
        rest = rest.dropFirst(1000)
        return chunk
      }
    }
  }

  func summary(registered: Int = 0, changed: Int = 0, unchanged: Int = 0) -> ImportSummary {
    var summary = ImportSummary()
    summary.registered = registered
    summary.changed = changed
    summary.unchanged = unchanged
    return summary
  }
}
