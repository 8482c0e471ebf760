import Logging
import Synchronization
import Telemetry
import Testing
import Tracing

struct TracingTests {
  /// A collector that keeps what it was sent and answers what it is told to.
  final class Collector: Sendable {
    let bodies = Mutex<[[UInt8]]>([])
    let answers: Mutex<[TraceExporter.Answer]>

    init(_ answers: [TraceExporter.Answer] = []) { self.answers = Mutex(answers) }

    func answer(_ body: [UInt8]) -> TraceExporter.Answer {
      bodies.withLock { $0.append(body) }
      return answers.withLock { $0.isEmpty ? TraceExporter.Answer(status: 200) : $0.removeFirst() }
    }

    var count: Int { bodies.withLock { $0.count } }
  }

  private struct Carrier: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
  }

  private func exporter(_ queue: SpanQueue, _ collector: Collector, tries: Int = 5) -> TraceExporter {
    var pace = TraceExporter.Pace()
    pace.tries = tries
    pace.firstPause = .zero
    pace.longestPause = .zero
    return TraceExporter(
      queue, resource: [("service.name", "test")], pace: pace,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { collector.answer($0) }
  }

  private func record(_ count: Int, into queue: SpanQueue) {
    let tracer = RecordingTracer(queue)
    for number in 0..<count { tracer.withSpan("span \(number)", context: .topLevel) { _ in } }
  }

  @Test func `a span below another belongs to its trace`() async {
    let queue = SpanQueue()
    let tracer = RecordingTracer(queue)
    tracer.withSpan("outer", context: .topLevel, ofKind: .server) { outer in
      tracer.withSpan("inner") { inner in
        #expect(inner.context.traceParent?.traceID == outer.context.traceParent?.traceID)
        #expect(inner.context.traceParent?.spanID != outer.context.traceParent?.spanID)
      }
    }
    #expect(queue.waitingCount == 2)
  }

  @Test func `a trace comes in and goes out by its header`() throws {
    let tracer = RecordingTracer(SpanQueue())
    let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    var context = ServiceContext.topLevel
    tracer.extract(["traceparent": header], into: &context, using: Carrier())
    var sent: [String: String] = [:]
    tracer.withSpan("request", context: context) { span in
      tracer.inject(span.context, into: &sent, using: Carrier())
    }
    let next = try #require(sent["traceparent"])
    #expect(next.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
    #expect(next != header)
  }

  @Test func `nothing is kept of a trace that its beginner does not keep`() {
    let queue = SpanQueue()
    let tracer = RecordingTracer(queue)
    var context = ServiceContext.topLevel
    tracer.extract(
      ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"], into: &context, using: Carrier())
    tracer.withSpan("request", context: context) { #expect(!$0.isRecording) }
    #expect(queue.waitingCount == 0)
  }

  @Test func `of an error only its type is told`() async {
    struct Secret: Error, CustomStringConvertible { let description = "a name" }
    let queue = SpanQueue()
    let collector = Collector()
    do {
      try RecordingTracer(queue).withSpan("fails", context: .topLevel) { _ in throw Secret() }
    } catch {}
    await exporter(queue, collector).flush()
    let text = collector.bodies.withLock { String(decoding: $0.joined(), as: UTF8.self) }
    #expect(text.contains("Secret"))
    #expect(!text.contains("a name"))
  }

  @Test func `what does not fit is dropped and counted`() {
    let queue = SpanQueue(limit: 3)
    record(5, into: queue)
    #expect(queue.waitingCount == 3)
    #expect(queue.dropped == 2)
  }

  @Test func `a flush sends everything in batches`() async {
    let queue = SpanQueue()
    let collector = Collector()
    record(1000, into: queue)
    await exporter(queue, collector).flush(within: .seconds(60))
    #expect(queue.waitingCount == 0)
    #expect(collector.count == 2)
    #expect(queue.dropped == 0)
  }

  @Test(arguments: [429, 502, 503, 504])
  func `a collector that asks for patience is asked again`(status: Int) async {
    let queue = SpanQueue()
    let collector = Collector([.init(status: status, retryAfter: 1), .init(status: status)])
    record(1, into: queue)
    await exporter(queue, collector).flush(within: .seconds(60))
    #expect(collector.count == 3)
    #expect(queue.dropped == 0)
  }

  @Test func `a collector that refuses is not asked again`() async {
    let queue = SpanQueue()
    let collector = Collector([.init(status: 400)])
    record(2, into: queue)
    await exporter(queue, collector).flush(within: .seconds(60))
    #expect(collector.count == 1)
    #expect(queue.dropped == 2)
  }

  @Test func `after the last try a batch is dropped`() async {
    let queue = SpanQueue()
    let collector = Collector(Array(repeating: .init(status: 503), count: 9))
    record(1, into: queue)
    await exporter(queue, collector, tries: 3).flush(within: .seconds(60))
    #expect(collector.count == 3)
    #expect(queue.dropped == 1)
  }

  @Test(arguments: [
    ("http://c:4318", "http://c:4318/v1/traces"), ("http://c:4318/", "http://c:4318/v1/traces"),
    ("https://c/x/v1/traces", "https://c/x/v1/traces"),
  ])
  func `the path for traces is added to the collector's address`(endpoint: String, url: String) {
    #expect(TraceCollector.url(for: endpoint) == url)
  }
}
