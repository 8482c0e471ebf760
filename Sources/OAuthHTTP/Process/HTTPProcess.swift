package import Hummingbird
package import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOSSL
package import OAuth
package import ServiceLifecycle
import UnixSignals

/// A process that answers HTTP until it is asked to stop: requests in flight are finished first, no connection is cut.
package enum HTTPProcess {
  /// - Parameters:
  ///   - services: what runs beside the server and stops with it.
  ///   - stopGrace: seconds that requests in flight are given.
  package static func run(
    router: Router<AppContext>, configuration: ServerConfiguration, tls: TLSFiles?, services: [any Service] = [],
    stopGrace: Int = 10, logger: Logger
  ) async throws {
    let http = HTTPServerBuilder.http1(configuration: configuration.http1)
    let application = Application(
      router: StreamsApart(router: router),
      server: try tls.map { try .tls(http, tlsConfiguration: tlsConfiguration($0)) } ?? http,
      configuration: configuration.application,
      onServerRunning: { channel in
        logger.info("listening", metadata: ["address": "\(channel.localAddress.map { "\($0)" } ?? "unknown")"])
      },
      logger: logger)
    // Stopped in reverse order: what holds answers open, such as pages that wait for news, must let them go before the
    // server waits for the requests in flight.
    var group = ServiceGroupConfiguration(
      services: [.init(service: application)] + services.map { .init(service: $0) },
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(stopGrace)
    try await ServiceGroup(configuration: group).run()
  }

  /// A second, smaller server of the same process, without https: for whoever watches it from inside the house.
  package static func beside(
    rooms: [any Room], publicURL: Issuer, address: BindAddress, logger: Logger
  ) -> any Service {
    let configuration = ServerConfiguration(publicURL: publicURL, address: address, maximumConnections: 64)
    return Application(
      router: buildRouter(rooms: rooms, configuration: configuration),
      server: HTTPServerBuilder.http1(configuration: configuration.http1), configuration: configuration.application,
      onServerRunning: { channel in
        logger.info("watched at", metadata: ["address": "\(channel.localAddress.map { "\($0)" } ?? "unknown")"])
      },
      logger: logger)
  }

  static func tlsConfiguration(_ files: TLSFiles) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
    configuration.minimumTLSVersion = .tlsv12
    // The library otherwise waits five seconds for a peer's close_notify, and so would every stop.
    configuration.shutdownTimeout = .milliseconds(500)
    return configuration
  }
}
