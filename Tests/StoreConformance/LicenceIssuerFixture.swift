import ELicence
import JOSE
import LicenceIssuer
import OAuth
import SQLStore

/// The licence issuer's stores over one database, and shorthand for what they are asked.
struct LicenceIssuerFixture: Sendable {
  static let now = NumericDate(1_800_000_000)

  let licences: SQLLicenceStore
  let holders: SQLHolderStore
  let offers: SQLOfferStore
  let grants: SQLIssuanceGrantStore
  let credentials: SQLCredentialStore
  let statusLists: SQLStatusListStore

  init(_ database: any SQLDatabase) {
    licences = SQLLicenceStore(database)
    holders = SQLHolderStore(database)
    offers = SQLOfferStore(database)
    grants = SQLIssuanceGrantStore(database)
    credentials = SQLCredentialStore(database)
    statusLists = SQLStatusListStore(database)
  }

  static func particulars(_ serial: Int, name: String? = nil) -> Particulars {
    var particulars = Particulars(uscc: .synthetic(kind: .company, serial: serial), kind: .company)
    particulars.entityName = name ?? "企业\(serial)"
    particulars.representativeName = "张三"
    return particulars
  }

  @discardableResult
  func register(_ particulars: Particulars, state: LicenceState? = nil) async throws -> CreditCode {
    _ = try await licences.importing(at: Self.now) {
      try $0.keep(particulars, state: state, representativeDocument: nil, line: 1)
    }
    return particulars.uscc
  }

  /// An offer whose code and transaction code have digests of these bytes.
  func offer(_ uscc: CreditCode, code: UInt8 = 1, name: String? = nil) async throws -> RegisteredHolder {
    try await offers.offer(
      NewOffer(
        uscc: uscc, role: .legalRepresentative, name: name, holderID: nil, freshID: "holder-\(code)", delegation: nil,
        code: SecretDigest(bytes: [code]), transactionCode: SecretDigest(bytes: [code, 1]), tries: 5,
        expiresAt: Self.now + 900),
      at: Self.now)
  }

  func redeem(
    _ code: UInt8 = 1, transactionCode: [UInt8]? = nil, token: UInt8 = 1, at now: NumericDate = now
  ) async throws -> OfferRedemption {
    try await offers.redeem(
      SecretDigest(bytes: [code]), transactionCode: SecretDigest(bytes: transactionCode ?? [code, 1]),
      for: NewIssuanceGrant(
        id: "grant-\(token)", clientID: nil, expiresAt: now + 86_400, access: Self.access(token),
        refresh: SecretDigest(bytes: [token])),
      at: now)
  }

  static func access(_ token: UInt8) -> NewAccessToken {
    NewAccessToken(digest: SecretDigest(bytes: [token]), expiresAt: now + 600, usesIdentifiers: false)
  }

  func issue(
    token: UInt8 = 1, key: String = "key", nonce: UInt8, candidates: [Int], at now: NumericDate = now
  ) async throws -> CredentialIssuance {
    try await credentials.issue(
      NewCredential(
        id: "credential-\(nonce)", access: SecretDigest(bytes: [token]), deviceKey: key,
        nonce: UsedNonce(digest: [nonce], expiresAt: now + 300), candidates: candidates, expiresAt: now + 86_400),
      at: now)
  }
}
