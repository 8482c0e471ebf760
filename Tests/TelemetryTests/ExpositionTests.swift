import CoreMetrics
import Telemetry
import Testing

struct ExpositionTests {
  @Test func `a counter is written with its labels, its help and its type`() async {
    let registry = MetricRegistry()
    let counter = Counter(
      label: "tongzhao_logins_total", dimensions: [("scenario", "same_device"), ("outcome", "completed")],
      factory: registry)
    counter.increment(by: 3)
    #expect(
      await registry.exposition() == """
        # HELP tongzhao_logins_total Logins that came to an end, by scenario and outcome.
        # TYPE tongzhao_logins_total counter
        tongzhao_logins_total{scenario="same_device",outcome="completed"} 3

        """)
  }

  @Test func `two makers of one series count together`() async {
    let registry = MetricRegistry()
    for _ in 0..<2 { Counter(label: "tongzhao_logins_total", factory: registry).increment() }
    #expect(await registry.exposition().contains("\ntongzhao_logins_total 2\n"))
  }

  @Test func `a histogram's buckets add up`() async {
    let registry = MetricRegistry()
    let sizes = Recorder(label: "tongzhao_database_batch_writes", factory: registry)
    for size in [1, 1, 3, 300] { sizes.record(size) }
    let text = await registry.exposition()
    #expect(text.contains(#"tongzhao_database_batch_writes_bucket{le="1"} 2"#))
    #expect(text.contains(#"tongzhao_database_batch_writes_bucket{le="2"} 2"#))
    #expect(text.contains(#"tongzhao_database_batch_writes_bucket{le="4"} 3"#))
    #expect(text.contains(#"tongzhao_database_batch_writes_bucket{le="256"} 3"#))
    #expect(text.contains(#"tongzhao_database_batch_writes_bucket{le="+Inf"} 4"#))
    #expect(text.contains("tongzhao_database_batch_writes_sum 305\n"))
    #expect(text.contains("tongzhao_database_batch_writes_count 4\n"))
  }

  @Test func `durations are seconds`() async {
    let registry = MetricRegistry()
    Timer(label: "http_request_duration_seconds", factory: registry).recordNanoseconds(1_500_000_000)
    #expect(await registry.exposition().contains("http_request_duration_seconds_sum 1.5\n"))
  }

  @Test func `a label value cannot end its own quotes or line`() async {
    let registry = MetricRegistry()
    Counter(label: "tongzhao_logins_total", dimensions: [("scenario", "a\"\\\nb")], factory: registry).increment()
    #expect(await registry.exposition().contains(#"{scenario="a\"\\\nb"} 1"#))
  }

  @Test func `a gauge goes up and down`() async {
    let registry = MetricRegistry()
    let open = Meter(label: "tongzhao_event_streams_open", factory: registry)
    open.increment()
    open.increment()
    open.decrement()
    #expect(await registry.exposition().contains("\ntongzhao_event_streams_open 1\n"))
  }

  @Test func `what no catalogue knows is not shown and is named`() async {
    let registry = MetricRegistry()
    Counter(label: "surprise", factory: registry).increment()
    #expect(await registry.exposition().isEmpty)
    #expect(registry.unknownNames == ["surprise"])
  }

  @Test func `counters and no others end in total`() {
    for definition in MetricCatalogue.all {
      #expect(definition.name.hasSuffix("_total") == (definition.kind == .counter), "\(definition.name)")
      #expect((definition.kind == .histogram) == !definition.buckets.isEmpty, "\(definition.name)")
      #expect(definition.buckets == definition.buckets.sorted(), "\(definition.name)")
    }
  }

  @Test func `values that are read when asked stand beside what is counted`() async {
    struct Source: MetricSource {
      func samples() async -> [MetricSample] { [MetricSample("tongzhao_audit_tree_size", 7)] }
    }
    #expect(await MetricRegistry().exposition(with: [Source()]).contains("\ntongzhao_audit_tree_size 7\n"))
  }

  @Test func `a process says when it started and how much it holds`() async {
    let samples = await ProcessMetrics().samples()
    let names = Set(samples.filter { $0.value > 0 }.map(\.name))
    #expect(
      names.isSuperset(of: [
        "process_start_time_seconds", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
      ]))
    #expect(samples.contains { $0.name == "process_cpu_seconds_total" })
  }
}
