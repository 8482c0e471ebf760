import AsyncHTTPClient
import ELicence
import NIOCore
import NIOHTTP1
import Tracing

/// What an address answered that was asked for a status list.
enum StatusListAnswer: Sendable, Hashable {
  /// A list, and the entity tag that it may be asked for by (RFC 9110 §8.8.3).
  case list(String, entityTag: String?)
  /// It is still the one with the entity tag that was sent (RFC 9110 §15.4.5).
  case unchanged

  /// A list of 2^17 licences, none of whose statuses repeats, is 32 kB; a national one has a few million.
  private static let limit = 4 << 20

  /// Asks by HTTP, for a change only where a former answer had an entity tag.
  static func get(
    _ uri: String, since entityTag: String?, by client: HTTPClient, patience: Duration
  ) async throws -> StatusListAnswer {
    var request = HTTPClientRequest(url: uri)
    request.headers.add(name: "accept", value: StatusListToken.mediaType)
    if let entityTag { request.headers.add(name: "if-none-match", value: entityTag) }
    return try await withSpan("GET status list", ofKind: .client) { span in
      InstrumentationSystem.instrument.inject(span.context, into: &request.headers, using: OutgoingTraceHeaders())
      span.attributes["http.request.method"] = "GET"
      let response = try await client.execute(request, timeout: TimeAmount(patience))
      span.attributes["http.response.status_code"] = Int(response.status.code)
      if response.status == .notModified, entityTag != nil { return .unchanged }
      guard response.status == .ok else { throw CancellationError() }
      let tag = response.headers.first(name: "etag").flatMap { $0.utf8.count <= 256 ? $0 : nil }
      return .list(String(buffer: try await response.body.collect(upTo: limit)), entityTag: tag)
    }
  }

  private struct OutgoingTraceHeaders: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout HTTPHeaders) {
      carrier.replaceOrAdd(name: key, value: value)
    }
  }
}
