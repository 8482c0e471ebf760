package import JOSE
package import KeyCustody
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
    self.slots = slots
    let encryptionKeys = try EncryptionKeyring(
      settings.keys.encryptionKey, others: [settings.keys.nextEncryptionKey].compactMap(\.self))
    database = try settings.database.open()
    try await database.migrate(schema.migrations, at: now)
    let store = SQLKeyStore(database) { RequestOrigin.auditOrigin }
    let authority = try settings.authorityDirectory.map {
      try LocalAuthority(
        folder: $0,
        names: CertificateNames(
          commonName: settings.issuer.host, organization: organization,
          dnsNames: settings.issuer.isLoopback ? [] : [settings.issuer.host]))
    }
    custodian = KeyCustodian(
      store: store, encryptionKeys: encryptionKeys, token: settings.keys.token, certificates: authority,
      policies: try settings.rotation.policies(for: Set(slots.map(\.use))))
    try await custodian.prepare(slots, jwksMaximumAge: settings.rotation.maximumAge, at: now)
    keys = try await KeyRing(store: store, encryptionKeys: encryptionKeys, token: settings.keys.token)
  }
}

extension ServerState {
  /// The identity provider's slots: RS256 is what OpenID Connect makes every provider offer, ES256 what we choose, EdDSA
  /// what a client may choose.
  package static let identityProviderSlots = [
    KeySlot(.token, .rs256), KeySlot(.token, .es256), KeySlot(.token, .edDSA), KeySlot(.requestObject, .es256),
    KeySlot(.audit, .es256),
  ]
  package static let licenceIssuerSlots = [
    KeySlot(.credential, .es256), KeySlot(.statusList, .es256), KeySlot(.audit, .es256),
  ]

  /// As the identity provider's settings say.
  package static func identityProvider(_ settings: IdentityProviderSettings, at now: NumericDate) async throws
    -> ServerState
  {
    try await ServerState(
      settings.server, schema: .identityProvider, slots: identityProviderSlots,
      organization: settings.server.issuer.host, at: now)
  }

  /// As the licence issuer's settings say.
  package static func licenceIssuer(_ settings: LicenceIssuerSettings, at now: NumericDate) async throws -> ServerState
  {
    try await ServerState(
      settings.server, schema: .licenceIssuer, slots: licenceIssuerSlots,
      organization: settings.server.issuer.host, at: now)
  }
}
