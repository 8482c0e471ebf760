import CoreMetrics
package import Logging

// Sends what the queue holds, in batches, by OTLP over HTTP. It works beside the requests and never in their way.

/// Sends spans to a collector.
package struct TraceExporter: Sendable {
  /// What a collector answered.
  package struct Answer: Sendable, Hashable {
    package let status: Int
    /// Seconds, from `Retry-After`.
    package let retryAfter: Int?

    package init(status: Int, retryAfter: Int? = nil) {
      self.status = status
      self.retryAfter = retryAfter
    }
  }

  /// Posts a body to the collector.
  package typealias Send = @Sendable (_ body: [UInt8]) async throws -> Answer

  /// How it is done; times are settings of tests only.
  package struct Pace: Sendable {
    package var interval: Duration = .seconds(1)
    package var batch = 512
    /// Tries of one batch.
    package var tries = 5
    package var firstPause: Duration = .seconds(1)
    package var longestPause: Duration = .seconds(30)

    package init() {}
  }

  private let queue: SpanQueue
  private let resource: [(String, String)]
  private let pace: Pace
  private let logger: Logger
  private let send: Send
  private let exportedCount = Counter(label: "tongzhao_trace_spans_total", dimensions: [("result", "exported")])

  package init(
    _ queue: SpanQueue, resource: [(String, String)], pace: Pace = Pace(), logger: Logger, send: @escaping Send
  ) {
    self.queue = queue
    self.resource = resource
    self.pace = pace
    self.logger = logger
    self.send = send
  }

  /// Sends again and again until the task is cancelled. What is left then is for ``flush(within:)``.
  package func run() async {
    while !Task.isCancelled {
      while queue.waitingCount > 0, !Task.isCancelled { await exportBatch() }
      do { try await Task.sleep(for: pace.interval) } catch { return }
    }
  }

  /// Sends all that waits, once, and gives up after a time: a stop does not wait for a collector.
  package func flush(within patience: Duration = .seconds(3)) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while queue.waitingCount > 0, !Task.isCancelled { await exportBatch() }
      }
      group.addTask { do { try await Task.sleep(for: patience) } catch {} }
      await group.next()
      group.cancelAll()
    }
  }

  private func exportBatch() async {
    let spans = queue.take(pace.batch)
    guard !spans.isEmpty else { return }
    let body = TraceExportRequest(resource: resource, spans: spans).bytes
    var pause = pace.firstPause
    for attempt in 1...pace.tries {
      let retryAfter: Int?
      do {
        let answer = try await send(body)
        if (200..<300).contains(answer.status) {
          exportedCount.increment(by: spans.count)
          return
        }
        // These may be tried again, and no others (OTLP 1, OTLP/HTTP response).
        guard [429, 502, 503, 504].contains(answer.status) else {
          return lose(spans.count, "the collector answered \(answer.status)")
        }
        retryAfter = answer.retryAfter
      } catch {
        retryAfter = nil
      }
      guard attempt < pace.tries, !Task.isCancelled else { break }
      let wait = min(retryAfter.map { max(pause, .seconds($0)) } ?? pause, pace.longestPause)
      do { try await Task.sleep(for: wait) } catch { break }
      pause = min(pause * 2, pace.longestPause)
    }
    lose(spans.count, "the collector could not be reached")
  }

  private func lose(_ count: Int, _ reason: String) {
    queue.drop(count)
    logger.warning("spans were dropped", metadata: ["count": "\(count)", "reason": "\(reason)"])
  }
}
