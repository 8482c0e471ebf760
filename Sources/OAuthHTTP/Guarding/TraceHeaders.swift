import HTTPTypes
import Tracing

/// Reads and writes the header fields by which a trace goes from one process to the next.
struct TraceHeaders: Extractor, Injector {
  func extract(key: String, from carrier: HTTPFields) -> String? {
    HTTPField.Name(key).flatMap { carrier[$0] }
  }

  func inject(_ value: String, forKey key: String, into carrier: inout HTTPFields) {
    if let name = HTTPField.Name(key) { carrier[name] = value }
  }
}
