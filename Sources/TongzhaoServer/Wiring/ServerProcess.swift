import Hummingbird
import JOSE
import KeyCustody
import Logging
import Metrics
import OAuthHTTP
import SQLStore
import ServiceLifecycle
import Telemetry

/// What both servers' processes share: the router, the keys that follow the database, the sweeping of what expired.
struct ServerProcess: Sendable {
  let settings: ServerSettings
  let state: ServerState
  let schema: Schema
  let clock: @Sendable () -> NumericDate
  let logger: Logger
  let telemetry: ServerTelemetry

  /// What nobody waits for begins so long after the start: whoever asks first is answered first.
  private static let pause = Duration.milliseconds(500)

  /// - Parameters:
  ///   - clientCertificates: how clients show certificates; not at all when left out.
  ///   - checks: what this server needs to be ready, beside what both do.
  ///   - sources: what only this server measures.
  ///   - looks: how what only this server follows in the database is looked at.
  func run(
    rooms: [any Room], errorPage: @escaping ErrorPageRenderer = plainErrorPage, services: [any Service] = [],
    clientCertificates: ClientCertificateSettings? = nil, checks: [HealthCheck] = [], sources: [any MetricSource] = [],
    looks: [SharedState: @Sendable () async throws -> Void] = [:]
  ) async throws {
    var configuration = ServerConfiguration(
      publicURL: settings.issuer, address: settings.listen.bindAddress,
      trustedProxies: TrustedProxies(settings.trustedProxies), maximumConnections: settings.connections,
      connectionsPerSource: settings.connectionsPerSource)
    if let header = clientCertificates?.header { configuration.clientCertificates = .header(header) }
    let readiness = Readiness(checks: standardChecks(at: clock()) + checks, clock: clock)
    let rooms = rooms + [HealthRoom(readiness)]
    let meter = RequestMeter(rooms: rooms, factory: MetricsSystem.factory)
    let refusals = RefusalKeeper(SQLRefusalStore(state.database, secrets: state.keys.secrets), clock: clock)
    let router: (ServerConfiguration) -> Router<AppContext> = { configuration in
      buildRouter(
        rooms: rooms, configuration: configuration, errorPage: errorPage,
        observe: { meter.observe($0) }, explain: { refusals.take($0) })
    }
    var asking: [any Service] = []
    if let listen = clientCertificates?.listen, let tls = settings.tls {
      var direct = configuration
      direct.address = listen.bindAddress
      direct.clientCertificates = .connection
      asking = [try HTTPProcess.asking(router: router(direct), configuration: direct, tls: tls, logger: logger)]
    }
    let explaining = RunningService {
      await refusals.run { logger.error("refusals could not be kept", metadata: ["error": "\($0)"]) }
    }
    let watched = try telemetry.services(
      settings, sources: standardSources(readiness) + sources, logger: logger)
    // Last in the list and so first to be stopped: while it waits, everything else goes on.
    let draining = DrainingService(readiness, for: settings.drainTime)
    let keys = RunningService {
      await state.keys.run(custodian: state.custodian, clock: clock) { failure in
        logger.error("keys could not be followed", metadata: ["error": "\(failure)"])
      }
    }
    let announced = RunningService {
      let all = looks.merging([.keys: { state.keys.look() }]) { only, _ in only }
      await AnnouncedChanges(state.database, looks: all).run {
        logger.error("what another process has changed could not be looked at", metadata: ["error": "\($0)"])
      }
    }
    let checkpoints = RunningService(after: Self.pause) {
      let operations = AuditOperations(state, issuer: settings.issuer)
      await AuditCheckpoints(operations, file: settings.auditCheckpointFile).run(
        clock: clock
      ) { logger.error("the audit log could not be signed", metadata: ["error": "\($0)"]) }
    }
    let upkeep = RunningService(after: Self.pause) {
      let operations = AuditOperations(state, issuer: settings.issuer)
      await AuditUpkeep(operations, retention: settings.auditRetention).run(clock: clock) {
        logger.error("personal details could not be erased", metadata: ["error": "\($0)"])
      }
    }
    let expiry = RunningService(after: Self.pause) {
      await Expiry(state.database, schema.expiring, audit: state.audit).run(clock: clock, logger: logger)
    }
    // Routes are laid while the start is written down; nobody is answered before it is.
    async let recorded: Void = state.recordStart(settings, at: clock())
    let routes = router(configuration)
    try await recorded
    try await HTTPProcess.run(
      router: routes, configuration: configuration, tls: settings.tls,
      services: asking + watched + [explaining, keys, announced, checkpoints, upkeep, expiry] + services + [draining],
      stopGrace: settings.stopGrace + settings.drainTime, logger: logger)
    try await telemetry.finish()
    try await state.database.close()
  }

  private func standardChecks(at start: NumericDate) -> [HealthCheck] {
    [
      .database(state.database), .databaseWrites(SQLWriteProbe(state.database), clock: clock),
      .signingKeys(state.keys, slots: state.slots, clock: clock),
      .keysFollowed(state.keys, since: start, clock: clock), .token(state.keys),
    ]
  }

  private func standardSources(_ readiness: Readiness) -> [any MetricSource] {
    var sources: [any MetricSource] = [
      KeyMetrics(keys: state.keys, custodian: state.custodian, slots: state.slots, clock: clock),
      StoreMetrics(database: state.database, audit: AuditOperations(state, issuer: settings.issuer).log),
      HealthMetrics(readiness: readiness),
    ]
    if let tls = settings.tls { sources.append(CertificateMetrics(file: tls.certificate)) }
    return sources
  }
}
