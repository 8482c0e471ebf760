/// The tables of a server, as the sum of its stores'.
package struct Schema: Sendable {
  /// All steps, in the order in which they are applied.
  package let migrations: [Migration]
  /// What may be deleted once its time has come.
  package let expiring: [ExpiringRows]
  /// What a restoration ends.
  package let endings: [RestoreEnding]

  package init(_ stores: [any SQLTables.Type]) {
    migrations = stores.flatMap { $0.migrations }
    expiring = stores.flatMap { $0.expiring }
    endings = stores.flatMap { $0.endings }
  }

  /// The tables that the steps make, each after those it refers to.
  package var tables: [String] {
    SchemaSteps.tables
      + migrations.flatMap(\.statements).compactMap { statement in
        let words = statement.description.split { $0.isWhitespace || $0 == "(" }
        return words.starts(with: ["CREATE", "TABLE"]) && words.count > 2 ? String(words[2]) : nil
      }
  }

  /// The identity provider's database. One line for each store; a store refers only to tables of those above it.
  package static let identityProvider = Schema([
    SQLKeyStore.self,
    SQLAuditLog.self,
    SQLRestorations.self,
    SQLRefusalStore.self,
    SQLClientStore.self,
    SQLRegistrationStore.self,
    SQLAssertionStore.self,
    SQLProofStore.self,
    SQLDeliveryStore.self,
    SQLConsentStore.self,
    SQLPresentationStore.self,
    SQLSessionStore.self,
    SQLGrantStore.self,
    SQLPushedRequestStore.self,
    SQLRevokedTokenStore.self,
    SQLOrderStore.self,
    SQLAwaitedLoginStore.self,
    SQLKeyFetchStore.self,
    SQLTrustStore.self,
    SQLEmergencyStore.self,
    SQLWriteProbe.self,
    SQLUsageStore.self,
    SQLOperatorStore.self,
    SQLApplicationStore.self,
  ])

  /// The licence issuer's database. One line for each store; a store refers only to tables of those above it.
  package static let licenceIssuer = Schema([
    SQLKeyStore.self,
    SQLAuditLog.self,
    SQLRestorations.self,
    SQLRefusalStore.self,
    SQLLicenceStore.self,
    SQLIdentityDocuments.self,
    SQLHolderStore.self,
    SQLOfferStore.self,
    SQLIssuanceGrantStore.self,
    SQLCredentialStore.self,
    SQLOperatorStore.self,
    SQLWriteProbe.self,
  ])
}
