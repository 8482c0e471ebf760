package import Tracing

/// Makes spans and carries them from one process to the next (W3C Trace Context).
package struct RecordingTracer: Tracer {
  private static let header = "traceparent"

  private let queue: SpanQueue

  package init(_ queue: SpanQueue) { self.queue = queue }

  package func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> RecordedSpan {
    var context = context()
    let parent = context.traceParent
    let place = TraceParent.child(of: parent)
    context.traceParent = place
    return RecordedSpan(
      operationName, place, below: parent, context: context, kind: kind, start: instant().nanosecondsSinceEpoch,
      queue: queue)
  }

  package func forceFlush() {}

  package func extract<Carrier, Extract>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract: Extractor, Extract.Carrier == Carrier {
    if let header = extractor.extract(key: Self.header, from: carrier), let parent = TraceParent(header: header) {
      context.traceParent = parent
    }
  }

  package func inject<Carrier, Inject>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject: Injector, Inject.Carrier == Carrier {
    if let place = context.traceParent { injector.inject(place.header, forKey: Self.header, into: &carrier) }
  }
}
