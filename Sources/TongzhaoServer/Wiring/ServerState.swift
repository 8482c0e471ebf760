import IdentityProvider
package import JOSE
package import KeyCustody
import LibCrypto
import OAuth
import OAuthHTTP
package import SQLStore

/// A server's database and keys, opened: what a serving process and every operator's command start from.
package struct ServerState: Sendable {
  package let database: any ServerDatabase
  package let keys: KeyRing
  package let custodian: KeyCustodian
  /// The slots that this server signs in.
  package let slots: [KeySlot]
  /// Who remembers what operators do.
  package var journal: (any OperatorJournal)?

  /// Opens the database, brings its tables up to date, and sees to it that every slot has a key.
  /// - Parameter organization: who the certificates of request objects and credentials name.
  package init(
    _ settings: ServerSettings, schema: Schema, slots: [KeySlot], organization: String, at now: NumericDate
  ) async throws {
    let encryptionKeys = try EncryptionKeyring(
      settings.keys.encryptionKey, others: [settings.keys.nextEncryptionKey].compactMap(\.self))
    // Read while the database is opened: neither needs the other.
    async let opened = settings.authorityDirectory.map {
      try LocalAuthority(
        folder: $0,
        names: CertificateNames(
          commonName: settings.issuer.host, organization: organization,
          dnsNames: settings.issuer.isLoopback ? [] : [settings.issuer.host]))
    }
    database = try settings.database.open()
    try await database.migrate(schema.migrations, at: now)
    let store = SQLKeyStore(database) { RequestOrigin.auditOrigin }
    let authority = try await opened
    custodian = KeyCustodian(
      store: store, encryptionKeys: encryptionKeys, token: settings.keys.token, certificates: authority,
      policies: try settings.rotation.policies(for: Set(slots.map(\.use))))
    try await custodian.prepare(slots, jwksMaximumAge: settings.rotation.maximumAge, at: now)
    keys = try await KeyRing(store: store, encryptionKeys: encryptionKeys, token: settings.keys.token)
    // A slot that an operator has begun (SM2's, or one of former settings) is looked after like the others.
    self.slots = slots + keys.published().filter { $0.state == .signing }.map(\.slot).filter { !slots.contains($0) }
  }
}

extension ServerState {
  /// The identity provider's slots: RS256 is what OpenID Connect makes every provider offer, ES256 what we choose, EdDSA
  /// what a client may choose, and SM2 where settings ask for it. Without a key of SM2 where the system's library failed
  /// its self-test: everything else is served, and the process says so.
  private static func slots(_ settings: IdentityProviderSettings) -> [KeySlot] {
    var slots = [
      KeySlot(.token, .rs256), KeySlot(.token, .es256), KeySlot(.token, .edDSA),
      KeySlot(.requestObject, settings.signIn.requestSignature), KeySlot(.audit, .es256),
    ]
    if settings.offersSM2, NationalSelfTest.failure == nil { slots.append(KeySlot(.token, .sm2)) }
    return slots
  }

  private static func slots(_ settings: LicenceIssuerSettings) -> [KeySlot] {
    [KeySlot(.credential, settings.signature), KeySlot(.statusList, settings.signature), KeySlot(.audit, .es256)]
  }

  /// As the identity provider's settings say.
  package static func identityProvider(_ settings: IdentityProviderSettings, at now: NumericDate) async throws
    -> ServerState
  {
    try await ServerState(
      settings.server, schema: .identityProvider, slots: slots(settings),
      organization: settings.server.issuer.host, at: now)
  }

  /// As the licence issuer's settings say.
  package static func licenceIssuer(_ settings: LicenceIssuerSettings, at now: NumericDate) async throws -> ServerState
  {
    try await ServerState(
      settings.server, schema: .licenceIssuer, slots: slots(settings),
      organization: settings.server.issuer.host, at: now)
  }
}
