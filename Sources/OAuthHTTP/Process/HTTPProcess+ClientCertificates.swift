package import Hummingbird
package import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
package import OAuth
package import ServiceLifecycle

extension HTTPProcess {
  /// A server of the same process for those alone who show a certificate of an authority: without one the handshake
  /// ends, and no request is read.
  /// - Parameter clientRoots: the authority's certificate (a PEM file).
  package static func guarded(
    rooms: [any Room], publicURL: Issuer, address: BindAddress, tls: TLSFiles, clientRoots: String, logger: Logger
  ) throws -> any Service {
    let configuration = ServerConfiguration(publicURL: publicURL, address: address, maximumConnections: 64)
    var tls = try tlsConfiguration(tls)
    tls.trustRoots = .file(clientRoots)
    // On a server's side this asks for a certificate, refuses to go on without one, and checks its chain and purpose.
    tls.certificateVerification = .noHostnameVerification
    return Application(
      router: buildRouter(rooms: rooms, configuration: configuration),
      server: try .tls(HTTPServerBuilder.http1(configuration: configuration.http1), tlsConfiguration: tls),
      configuration: configuration.application,
      onServerRunning: { channel in
        logger.info("operated at", metadata: ["address": "\(channel.localAddress.map { "\($0)" } ?? "unknown")"])
      },
      logger: logger)
  }

  /// A server of the same process for clients that may show a certificate: any, since it is the caller's key that the
  /// handshake proves, and what else a certificate must be differs from client to client (RFC 8705 §2). It is a listener
  /// of its own because browsers would ask people for a certificate there (§5).
  package static func asking(
    router: Router<AppContext>, configuration: ServerConfiguration, tls: TLSFiles, logger: Logger
  ) throws -> any Service {
    var tls = try tlsConfiguration(tls)
    tls.certificateVerification = .optionalVerification
    return Application(
      router: router,
      server: try .tls(
        HTTPServerBuilder.http1(configuration: configuration.http1),
        configuration: .init(
          tlsConfiguration: tls, customVerificationCallback: { _, verdict in verdict.succeed(.certificateVerified) })),
      configuration: configuration.application,
      onServerRunning: { channel in
        logger.info(
          "listening for clients with certificates",
          metadata: ["address": "\(channel.localAddress.map { "\($0)" } ?? "unknown")"])
      },
      logger: logger)
  }

  /// The certificate (DER) that the other side showed, whose key the handshake has proved; nil without TLS, and where
  /// none was shown.
  package static func clientCertificate(of context: AppContext) async throws -> [UInt8]? {
    for channel in [context.channel, context.channel.parent].compactMap(\.self) {
      let certificate: NIOSSLCertificate?
      do {
        certificate = try await channel.pipeline.handler(type: NIOSSLHandler.self).map(\.peerCertificate).get()
      } catch {
        continue
      }
      if let certificate { return try certificate.toDERBytes() }
    }
    return nil
  }
}
