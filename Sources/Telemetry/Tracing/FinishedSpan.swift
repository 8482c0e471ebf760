package import Tracing

/// A span that has ended, on its way to whoever keeps traces.
package struct FinishedSpan: Sendable {
  /// How it ended.
  package enum Status: Sendable, Hashable {
    case unset
    case ok
    case error
  }

  package let name: String
  package let place: TraceParent
  package let parent: TraceParent?
  package let kind: SpanKind
  package let startNanoseconds: UInt64
  package let endNanoseconds: UInt64
  package let attributes: SpanAttributes
  package let events: [SpanEvent]
  package let status: Status
}
