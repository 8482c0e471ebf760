import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import Logging
import NIOCore
import OAuth
import OAuthHTTP
import Synchronization
import Testing

/// A room of the endpoints that a test needs.
struct TestRoom: Room {
  let endpoints: [Endpoint]
}

/// An application of these endpoints, for `test(.router)`.
func server(
  _ endpoints: [Endpoint], publicURL: String = "https://login.example", logger: Logger = silentLogger,
  observe: @escaping @Sendable (RequestObservation) -> Void = { _ in }
) throws -> some ApplicationProtocol {
  let configuration = ServerConfiguration(publicURL: try #require(Issuer(publicURL)))
  let router = buildRouter(
    rooms: [TestRoom(endpoints: endpoints)], configuration: configuration, observe: observe)
  return Application(router: router, logger: logger)
}

extension TestResponse {
  /// The body as JSON; null when it is none, which no test expects.
  var json: JSON {
    do {
      return try JSON(parsing: Array(buffer: body))
    } catch {
      return .null
    }
  }
  /// The request's id.
  var requestID: String { headers[.requestID] ?? "no request id" }
  /// The body as text.
  var text: String { String(buffer: body) }
}

/// Keeps what is logged, so that a test can look for what must not be there.
final class LogBook: Sendable {
  private let lines = Mutex<[String]>([])

  /// All lines with their metadata.
  var text: String { lines.withLock { $0.joined(separator: "\n") } }

  /// A logger that writes here.
  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(book: self) }
    logger.logLevel = .trace
    return logger
  }

  private func append(_ line: String) { lines.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      book.append("\(event.level) \(event.message) \(all.sorted { $0.key < $1.key })")
    }
  }
}

/// For tests that do not look at the log.
let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
