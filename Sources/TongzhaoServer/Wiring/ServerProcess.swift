import JOSE
import KeyCustody
import Logging
import OAuthHTTP
import SQLStore
import ServiceLifecycle

/// What both servers' processes share: the router, the keys that follow the database, the sweeping of what expired.
struct ServerProcess: Sendable {
  let settings: ServerSettings
  let state: ServerState
  let schema: Schema
  let clock: @Sendable () -> NumericDate
  let logger: Logger

  func run(
    rooms: [any Room], errorPage: @escaping ErrorPageRenderer = plainErrorPage, services: [any Service] = []
  ) async throws {
    let configuration = ServerConfiguration(
      publicURL: settings.issuer, address: settings.listen.bindAddress,
      trustedProxies: TrustedProxies(settings.trustedProxies))
    let router = buildRouter(
      rooms: rooms + [HealthRoom(database: state.database)], configuration: configuration, errorPage: errorPage)
    let keys = RunningService {
      await state.keys.run(custodian: state.custodian, clock: clock) { failure in
        logger.error("keys could not be followed", metadata: ["error": "\(failure)"])
      }
    }
    let checkpoints = RunningService {
      let operations = AuditOperations(state, issuer: settings.issuer)
      await AuditCheckpoints(operations, file: AuditFiles.checkpointFile(ofDatabase: settings.database)).run(
        clock: clock
      ) { logger.error("the audit log could not be signed", metadata: ["error": "\($0)"]) }
    }
    let expiry = RunningService {
      await Expiry(state.database, schema.expiring).run(clock: clock, logger: logger)
    }
    try await HTTPProcess.run(
      router: router, configuration: configuration, tls: settings.tls,
      services: [keys, checkpoints, expiry] + services,
      stopGrace: settings.stopGrace, logger: logger)
    try await state.database.close()
  }
}
