import Synchronization
package import Tracing

/// A span at work. When it ends, and its trace is kept, it goes to the queue; whatever is said of it afterwards is lost.
package final class RecordedSpan: Span {
  private struct Content {
    var name: String
    var attributes = SpanAttributes()
    var events: [SpanEvent] = []
    var status = FinishedSpan.Status.unset
    var hasEnded = false
  }

  /// More events than that say nothing more.
  private static let mostEvents = 16

  package let context: ServiceContext
  private let place: TraceParent
  private let parent: TraceParent?
  private let kind: SpanKind
  private let start: UInt64
  private let queue: SpanQueue
  private let content: Mutex<Content>

  init(
    _ name: String, _ place: TraceParent, below parent: TraceParent?, context: ServiceContext, kind: SpanKind,
    start: UInt64, queue: SpanQueue
  ) {
    self.place = place
    self.parent = parent
    self.context = context
    self.kind = kind
    self.start = start
    self.queue = queue
    content = Mutex(Content(name: name))
  }

  package var isRecording: Bool { place.isSampled && content.withLock { !$0.hasEnded } }

  package var operationName: String {
    get { content.withLock { $0.name } }
    set { content.withLock { $0.name = newValue } }
  }

  package var attributes: SpanAttributes {
    get { content.withLock { $0.attributes } }
    set { content.withLock { $0.attributes = newValue } }
  }

  /// The message is left out: it is for logs, where it is known what may stand in it.
  package func setStatus(_ status: SpanStatus) {
    content.withLock { content in
      switch status.code {
      case .ok: content.status = .ok
      case .error: content.status = .error
      }
    }
  }

  package func addEvent(_ event: SpanEvent) {
    content.withLock { if $0.events.count < Self.mostEvents { $0.events.append(event) } }
  }

  /// Of an error its type only: its text may name somebody.
  package func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    var all: SpanAttributes = ["exception.type": "\(type(of: error))"]
    all.merge(attributes)
    addEvent(SpanEvent(name: "exception", at: instant(), attributes: all))
  }

  package func addLink(_ link: SpanLink) {}

  package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    guard place.isSampled else { return }
    let end = instant().nanosecondsSinceEpoch
    let finished = content.withLock { content -> FinishedSpan? in
      guard !content.hasEnded else { return nil }
      content.hasEnded = true
      return FinishedSpan(
        name: content.name, place: place, parent: parent, kind: kind, startNanoseconds: start,
        endNanoseconds: max(start, end), attributes: content.attributes, events: content.events,
        status: content.status)
    }
    if let finished { queue.add(finished) }
  }
}
