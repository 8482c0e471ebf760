import Tracing

/// `ExportTraceServiceRequest` of OTLP 1, written by field number (opentelemetry-proto, trace/v1/trace.proto).
package struct TraceExportRequest: Sendable {
  /// What the spans are of: `service.name` and the like, in a fixed order.
  package let resource: [(String, String)]
  package let spans: [FinishedSpan]

  package init(resource: [(String, String)], spans: [FinishedSpan]) {
    self.resource = resource
    self.spans = spans
  }

  /// The body of the request, `application/x-protobuf`.
  package var bytes: [UInt8] {
    var request = ProtobufWriter()
    request.message(1) { resourceSpans in
      resourceSpans.message(1) { written in
        for (name, value) in resource { Self.attribute(1, name, .string(value), to: &written) }
      }
      resourceSpans.message(2) { scopeSpans in
        scopeSpans.message(1) { $0.text(1, "tongzhao") }
        for span in spans { scopeSpans.message(2) { Self.write(span, to: &$0) } }
      }
    }
    return request.bytes
  }

  private static func write(_ span: FinishedSpan, to writer: inout ProtobufWriter) {
    writer.octets(1, span.place.traceID)
    writer.octets(2, span.place.spanID)
    if let parent = span.parent { writer.octets(4, parent.spanID) }
    writer.text(5, span.name)
    writer.varint(6, number(of: span.kind))
    writer.fixed64(7, span.startNanoseconds)
    writer.fixed64(8, span.endNanoseconds)
    write(span.attributes, 9, to: &writer)
    for event in span.events {
      writer.message(11) { written in
        written.fixed64(1, event.nanosecondsSinceEpoch)
        written.text(2, event.name)
        write(event.attributes, 3, to: &written)
      }
    }
    switch span.status {
    case .unset: break
    case .ok: writer.message(15) { $0.varint(3, 1) }
    case .error: writer.message(15) { $0.varint(3, 2) }
    }
    writer.fixed32(16, span.place.isSampled ? 1 : 0)
  }

  private static func number(of kind: SpanKind) -> UInt64 {
    switch kind {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }

  private static func write(_ attributes: SpanAttributes, _ field: Int, to writer: inout ProtobufWriter) {
    attributes.forEach { name, value in attribute(field, name, value, to: &writer) }
  }

  private static func attribute(
    _ field: Int, _ name: String, _ value: SpanAttribute, to writer: inout ProtobufWriter
  ) {
    writer.message(field) { pair in
      pair.text(1, name)
      pair.message(2) { any in
        switch value {
        case .int32(let number): any.varint(3, UInt64(bitPattern: Int64(number)))
        case .int64(let number): any.varint(3, UInt64(bitPattern: number))
        case .bool(let truth): any.varint(2, truth ? 1 : 0)
        case .double(let number): any.fixed64(4, number.bitPattern)
        case .string(let text): any.text(1, text)
        case .stringConvertible(let text): any.text(1, "\(text)")
        // Lists, of which we make none.
        default: break
        }
      }
    }
  }
}
