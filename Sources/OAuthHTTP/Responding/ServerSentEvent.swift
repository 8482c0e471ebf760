import HTTPTypes
package import Hummingbird
import NIOCore

/// One message of an event stream (HTML Living Standard §9.2).
package struct ServerSentEvent: Sendable, Hashable {
  /// The event's type.
  package let name: String
  /// The data; line ends are encoded as the format asks.
  package let data: String

  /// A message; `name` is a word of ours.
  package init(name: String, data: String) {
    self.name = name
    self.data = data
  }

  /// The lines on the wire.
  package var text: String {
    let lines = data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return "event: \(name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
  }

  /// A comment that keeps the connection from looking idle.
  package static let keepAlive = ": \n\n"
}

package extension Response {
  /// An event stream. The closure writes events until it returns; buffering proxies are asked to let them through.
  static func events(_ write: @escaping @concurrent @Sendable (inout EventWriter) async throws -> Void) -> Response {
    let body = ResponseBody { writer in
      var events = EventWriter(body: writer)
      try await write(&events)
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store",
        HTTPField.Name("X-Accel-Buffering")!: "no",
      ],
      body: body)
  }
}

/// Where the events of a stream are written to.
package struct EventWriter {
  fileprivate var body: any ResponseBodyWriter

  /// Sends an event, as soon as the connection takes it.
  @concurrent package mutating func send(_ event: ServerSentEvent) async throws {
    try await body.write(ByteBuffer(string: event.text))
  }

  /// Sends a comment.
  @concurrent package mutating func keepAlive() async throws {
    try await body.write(ByteBuffer(string: ServerSentEvent.keepAlive))
  }
}
