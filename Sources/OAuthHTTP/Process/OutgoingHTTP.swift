package import AsyncHTTPClient
import NIOCore
import NIOSSL

/// The client for a process's own requests to others: bounded in time, no redirects followed, nothing cached.
package enum OutgoingHTTP {
  /// - Parameter trustedRootsFile: root certificates (PEM) believed beside the system's.
  package static func client(trustedRootsFile: String?) throws -> HTTPClient {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(10)))
    // The client would tell traces of whole addresses, and of the very requests that carry them. Who asks makes its span.
    configuration.tracing.tracer = nil
    if let trustedRootsFile {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.additionalTrustRoots = [.file(trustedRootsFile)]
      configuration.tlsConfiguration = tls
    }
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }
}
