import AsyncHTTPClient
import JOSE
import Logging
import Metrics
import OAuthHTTP
import ServiceLifecycle
import Telemetry
import Tracing

// What a process tells of itself: metrics on a listener of their own, traces to a collector; each only where a setting
// says so. Rooms and stores know swift-metrics and swift-distributed-tracing; what stands behind them is put in place here,
// before anything is opened.

/// A process's metrics and traces.
struct ServerTelemetry: Sendable {
  let registry: MetricRegistry?
  private let exporter: TraceExporter?
  private let client: HTTPClient?

  /// Call it once in a process, and first: who makes a counter before it counts for nobody.
  static func start(_ settings: ServerSettings, service: String, logger: Logger) throws -> ServerTelemetry {
    let registry = settings.metricsListen.map { _ in MetricRegistry() }
    if let registry { MetricsSystem.bootstrap(registry) }
    guard let endpoint = settings.traceEndpoint else {
      return ServerTelemetry(registry: registry, exporter: nil, client: nil)
    }
    let queue = SpanQueue()
    InstrumentationSystem.bootstrap(RecordingTracer(queue))
    let client = try OutgoingHTTP.client(trustedRootsFile: settings.trustedRootsFile)
    let collector = TraceCollector(endpoint: endpoint, client: client)
    let exporter = TraceExporter(
      queue, resource: [("service.name", "tongzhao-\(service)"), ("service.version", BuildVersion.text)],
      logger: logger
    ) { try await collector.send($0) }
    return ServerTelemetry(registry: registry, exporter: exporter, client: client)
  }

  /// What runs beside the server.
  func services(
    _ settings: ServerSettings, sources: [any MetricSource], logger: Logger
  ) throws -> [any Service] {
    var services: [any Service] = []
    if let exporter { services.append(RunningService { await exporter.run() }) }
    if let registry, let address = settings.metricsListen {
      services.append(
        HTTPProcess.beside(
          rooms: [MetricsRoom(registry, sources: sources + [ProcessMetrics(), BuildInfo()])],
          publicURL: settings.issuer,
          address: address.bindAddress, logger: logger))
    }
    return services
  }

  /// After the last request: sends what is left of the traces.
  func finish() async throws {
    await exporter?.flush()
    try await client?.shutdown()
  }
}
