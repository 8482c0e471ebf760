package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A collector's address, and how it is asked.
package struct TraceCollector: Sendable {
  private let url: String
  private let client: HTTPClient

  /// - Parameter endpoint: where the collector is; the path for traces is added unless it is there (OTLP exporter
  ///   configuration, "Endpoint URLs for OTLP/HTTP").
  package init(endpoint: String, client: HTTPClient) {
    url = Self.url(for: endpoint)
    self.client = client
  }

  package static func url(for endpoint: String) -> String {
    let path = "/v1/traces"
    let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    return base.hasSuffix(path) ? base : base + path
  }

  /// Posts a body.
  package func send(_ body: [UInt8]) async throws -> TraceExporter.Answer {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/x-protobuf")
    request.headers.add(name: "user-agent", value: "tongzhao")
    request.body = .bytes(ByteBuffer(bytes: body))
    let response = try await client.execute(request, timeout: .seconds(10))
    _ = try? await response.body.collect(upTo: 64 * 1024)
    return TraceExporter.Answer(
      status: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after").flatMap { Int($0) })
  }
}
