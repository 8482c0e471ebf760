package import Hummingbird
package import HummingbirdCore
package import NIOCore
package import OAuth

/// How a server is reached and what it tolerates.
package struct ServerConfiguration: Sendable {
  /// The public address. Every address that is emitted comes from it; Host and Forwarded headers are never read.
  package var publicURL: Issuer
  /// Where the process listens; port 0 lets the system choose.
  package var address: BindAddress
  /// The proxies whose `X-Forwarded-For` is believed.
  package var trustedProxies: TrustedProxies
  /// A connection on which nothing moves for so long is closed.
  package var idleTimeout: TimeAmount
  /// Connections beyond this many wait in the kernel's queue.
  package var maximumConnections: Int
  /// Connections of one network address beyond this many are closed at once. Trusted proxies are not bounded.
  package var connectionsPerSource: Int
  /// How it learns which certificates callers show.
  package var clientCertificates: ClientCertificateSource = .nobody

  /// Defaults: 127.0.0.1 on the port of `publicURL`, no proxies, 60 s, 4096 connections, a quarter of them for one
  /// address: behind one address may be a whole government hall.
  package init(
    publicURL: Issuer, address: BindAddress? = nil, trustedProxies: TrustedProxies = TrustedProxies(),
    idleTimeout: TimeAmount = .seconds(60), maximumConnections: Int = 4096, connectionsPerSource: Int = 1024
  ) {
    self.publicURL = publicURL
    self.address = address ?? .hostname("127.0.0.1", port: publicURL.port)
    self.trustedProxies = trustedProxies
    self.idleTimeout = idleTimeout
    self.maximumConnections = maximumConnections
    self.connectionsPerSource = connectionsPerSource
  }

  /// For Hummingbird's `Application`. No `Server` header: versions help only attackers.
  package var application: ApplicationConfiguration {
    ApplicationConfiguration(
      address: address, availableConnectionsDelegate: MaximumAvailableConnections(maximumConnections))
  }

  /// For `.http1(configuration:)`, also below TLS: connections by source, idle timeout, 16 KiB of header, 100 fields.
  package var http1: HTTP1Channel.Configuration {
    let connections = ConnectionsPerSource(limit: connectionsPerSource, trustedProxies: trustedProxies)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGate(connections)], idleTimeout: idleTimeout,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
  }
}
