import AsyncHTTPClient
import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import LibCrypto
package import Logging
import OAuth
import OAuthHTTP
import SQLStore

/// The identity provider as a process: everything tied together. Who reads this file knows the server.
package enum IdentityProviderProcess {
  /// Serves until asked to stop.
  package static func run(_ settings: IdentityProviderSettings, logger: Logger) async throws {
    // Nobody could log in.
    if settings.signIn.requestSignature == .sm2 { try NationalSelfTest.require(for: "ask wallets by SM2") }
    let clock: @Sendable () -> NumericDate = { .now() }
    let telemetry = try ServerTelemetry.start(settings.server, service: "identity-provider", logger: logger)
    let state = try await ServerState.identityProvider(settings, at: clock())
    // Asked last: the test takes its time, and is of no use to who has no SM2.
    if settings.offersSM2 || state.keys.hasSM2, let failure = NationalSelfTest.failure {
      logger.error("the national algorithms failed their self-test", metadata: ["reason": "\(failure.sentence)"])
    }
    let trust = try await TrustDirectory(store: try await TrustOperations.seeded(settings, state, at: clock()))
    let emergencies = try await EmergencyDirectory(store: SQLEmergencyStore(state.database))
    let revoked = try settings.revocationListFolder.map { try RevocationListFolder(folder: $0) }
    let outgoing = try OutgoingHTTP.client(trustedRootsFile: settings.server.trustedRootsFile)
    let fetched = FetchedRevocationLists(client: outgoing) { trust.followed.anchors }
    // The certificates of licences and of status lists alike.
    let listed: @Sendable (TrustList) -> TrustList = { list in
      TrustList(anchors: list.anchors, revocationLists: (revoked?.lists ?? []) + fetched.lists(at: clock()))
    }
    let accepted: @Sendable () -> TrustList = { listed(trust.accepted) }
    let followed: @Sendable () -> TrustList = { listed(trust.followed) }
    let statuses = StatusLists(
      client: outgoing, trust: followed, allowsLoopback: settings.server.issuer.isLoopback,
      patience: .seconds(settings.statusListPatience))
    let provider = try IdentityProviderRooms(
      settings, state: state, trust: accepted, followed: followed, emergencies: emergencies,
      statuses: statuses,
      outgoing: GuardedHTTP(
        reach: NetworkReach(named: settings.namedNetworks), trustedRootsFile: settings.server.trustedRootsFile),
      told: { logger.told($0, $1, next: $2) }, clock: clock)
    let watch = RunningService { [watch = provider.watch] in
      await watch.run { logger.error("orders could not be watched", metadata: ["error": "\($0)"]) }
    }
    let fetches = RunningService { [fetches = provider.fetches] in
      await fetches.run { logger.error("fetches of keys could not be noted", metadata: ["error": "\($0)"]) }
    }
    let telling = RunningService { [deliveries = provider.deliveries] in
      await deliveries.run { logger.error("deliveries could not be taken", metadata: ["error": "\($0)"]) }
    }
    let following = RunningService {
      await trust.run { logger.error("the trust list could not be followed", metadata: ["error": "\($0)"]) }
    }
    let stopping = RunningService {
      await emergencies.run { logger.error("emergencies could not be followed", metadata: ["error": "\($0)"]) }
    }
    let fetching = RunningService {
      await fetched.run(clock: clock) { url in
        logger.error("a revocation list could not be fetched", metadata: ["url": "\(url)"])
      }
    }
    let revocations = revoked.map { revoked in
      RunningService {
        await revoked.run { logger.error("revocation lists could not be read", metadata: ["error": "\($0)"]) }
      }
    }
    try await ServerProcess(
      settings: settings.server, state: state, schema: .identityProvider, clock: clock, logger: logger,
      telemetry: telemetry
    ).run(
      rooms: provider.rooms, errorPage: provider.errorPage,
      services: [watch, fetches, telling, following, stopping, fetching] + [revocations].compactMap(\.self)
        + AdminService.services(.identityProvider(settings), state, clock: clock, logger: logger),
      clientCertificates: settings.clientCertificates,
      sources: [
        OrderMetrics(database: state.database, clock: clock), StatusListMetrics(lists: statuses),
        DeliveryMetrics(store: SQLDeliveryStore(state.database), clock: clock),
      ],
      looks: [
        .clients: { provider.clients.look() }, .trust: { try await trust.refresh() },
        .emergencies: { try await emergencies.refresh() },
      ])
    try await outgoing.shutdown()
  }
}
