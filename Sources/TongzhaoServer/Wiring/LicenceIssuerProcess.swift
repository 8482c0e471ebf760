package import JOSE
import KeyCustody
import LibCrypto
package import LicenceIssuer
package import Logging
package import OAuthHTTP
import SQLStore

/// The licence issuer as a process: everything tied together.
package enum LicenceIssuerProcess {
  package static func stores(_ state: ServerState) -> IssuerStores {
    let database = state.database
    let audit = state.audit
    let documents = SQLIdentityDocuments(secrets: state.keys.secrets)
    return IssuerStores(
      licences: SQLLicenceStore(database, audit: audit, documents: documents),
      holders: SQLHolderStore(database, audit: audit),
      offers: SQLOfferStore(database, audit: audit, documents: documents),
      grants: SQLIssuanceGrantStore(database),
      credentials: SQLCredentialStore(database, audit: audit, documents: documents),
      statusLists: SQLStatusListStore(database))
  }

  package static func registrar(_ settings: LicenceIssuerSettings, _ state: ServerState) -> Registrar {
    Registrar(
      stores: stores(state), issuer: settings.server.issuer, offers: OfferPolicy(lifetime: settings.offerLifetime))
  }

  /// The rooms, ready to be mounted.
  package static func rooms(
    _ settings: LicenceIssuerSettings, _ state: ServerState, clock: @escaping @Sendable () -> NumericDate
  ) throws -> [any Room] {
    let rooms =
      try IssuerRooms.make(
        issuer: settings.server.issuer, name: IssuerName(chinese: settings.nameChinese, english: settings.nameEnglish),
        stores: stores(state), keys: state.keys,
        policy: IssuerPolicy(
          signature: settings.signature,
          offers: OfferPolicy(lifetime: settings.offerLifetime),
          credentials: CredentialPolicy(lifetimeDays: settings.credentialDays),
          statusLists: StatusListPolicy(timeToLive: settings.statusListTTL)),
        clock: clock) + [AuditKeysRoom(state.audit)]
    let description = try APIDescriptionEndpoint(
      issuer: settings.server.issuer, title: "Tongzhao licence issuer",
      summary: "OpenID4VCI and status lists for wallets and those who verify licences.", rooms: rooms)
    let sources = RateLimiter(perMinute: settings.requestsPerSource)
    return (rooms + [description]).map { SourceGate($0, by: sources, passing: uncounted, clock: clock) }
  }

  /// What is not counted by network address: verifiers ask for lists every second, and the rest is answered from memory.
  static let uncounted: Set<String> = [
    "/status/{list}", "/jwks", "/.well-known/openid-credential-issuer", "/.well-known/oauth-authorization-server",
    "/openapi.json",
  ]

  /// Serves until asked to stop.
  package static func run(_ settings: LicenceIssuerSettings, logger: Logger) async throws {
    if settings.signature == .sm2 { try NationalSelfTest.require(for: "serve licences by SM2") }
    let clock: @Sendable () -> NumericDate = { .now() }
    let telemetry = try ServerTelemetry.start(settings.server, service: "licence-issuer", logger: logger)
    let state = try await ServerState.licenceIssuer(settings, at: clock())
    try await ServerProcess(
      settings: settings.server, state: state, schema: .licenceIssuer, clock: clock, logger: logger,
      telemetry: telemetry
    ).run(
      rooms: try rooms(settings, state, clock: clock),
      services: try await AdminService.services(.licenceIssuer(settings), state, clock: clock, logger: logger))
  }
}
