import HTTPTypes
import Hummingbird
import NIOCore
import OAuthHTTP
import Telemetry

/// `GET /metrics`, on a listener of its own: what is counted tells a stranger too much.
struct MetricsRoom: Room {
  private let registry: MetricRegistry
  private let sources: [any MetricSource]

  init(_ registry: MetricRegistry, sources: [any MetricSource]) {
    self.registry = registry
    self.sources = sources
  }

  var endpoints: [Endpoint] {
    [
      .get("/metrics") { _, _ in
        Response(
          status: .ok,
          headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
          body: ResponseBody(byteBuffer: ByteBuffer(string: await registry.exposition(with: sources))))
      }
    ]
  }
}
