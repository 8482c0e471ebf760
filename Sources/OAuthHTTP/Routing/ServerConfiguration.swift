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

  /// Defaults: 127.0.0.1 on the port of `publicURL`, no proxies, 60 s, 4096 connections.
  package init(
    publicURL: Issuer, address: BindAddress? = nil, trustedProxies: TrustedProxies = TrustedProxies(),
    idleTimeout: TimeAmount = .seconds(60), maximumConnections: Int = 4096
  ) {
    self.publicURL = publicURL
    self.address = address ?? .hostname("127.0.0.1", port: publicURL.port)
    self.trustedProxies = trustedProxies
    self.idleTimeout = idleTimeout
    self.maximumConnections = maximumConnections
  }

  /// For Hummingbird's `Application`. No `Server` header: versions help only attackers.
  package var application: ApplicationConfiguration {
    ApplicationConfiguration(
      address: address, availableConnectionsDelegate: MaximumAvailableConnections(maximumConnections))
  }

  /// For `.http1(configuration:)`, also below TLS: idle timeout, 16 KiB of header, 100 fields.
  package var http1: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      idleTimeout: idleTimeout,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
  }
}
