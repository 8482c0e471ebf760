import Logging
import Synchronization
import Testing

@testable import TongzhaoServer

@Suite struct LineLogTests {
  /// What was written, write by write.
  private final class Paper: Sendable {
    private let writes = Mutex<[String]>([])
    var all: [String] { writes.withLock { $0 } }
    func write(_ bytes: [UInt8]) { writes.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
  }

  private func logger(_ stream: LogStream) -> Logger {
    Logger(label: "server") { LineLogHandler(label: $0, level: .info, stream: stream) }
  }

  @Test func `a line has time, level, label, metadata by name, source and message`() throws {
    let paper = Paper()
    let stream = LogStream(pause: 3_600_000) { paper.write($0) }
    var logger = logger(stream)
    logger[metadataKey: "request_id"] = "abc"
    logger.debug("not told")
    logger.info("request", metadata: ["status": "200", "method": "GET"])
    stream.flush()
    let line = try #require(paper.all.first)
    #expect(
      line.wholeMatch(
        of:
          /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} info server: method=GET request_id=abc status=200 \[\w+\] request\n/)
        != nil, "\(line)")
    #expect(paper.all.count == 1)
  }

  @Test func `a warning is written at once, with all that came before it`() {
    let paper = Paper()
    let stream = LogStream(pause: 3_600_000) { paper.write($0) }
    let logger = logger(stream)
    logger.info("first")
    #expect(paper.all.isEmpty)
    logger.warning("second")
    #expect(paper.all.count == 1)
    #expect(paper.all.first?.split(separator: "\n").map { $0.suffix(6).trimmingPrefix(" ") } == ["first", "second"])
  }

  @Test func `lines do not pile up, and none is lost or torn when many write`() async {
    let paper = Paper()
    let stream = LogStream(pause: 1, most: 512) { paper.write($0) }
    let logger = logger(stream)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask { for number in 0..<200 { logger.info("writer \(writer) line \(number)") } }
      }
    }
    stream.flush()
    let lines = paper.all.joined().split(separator: "\n")
    #expect(lines.count == 1600)
    for writer in 0..<8 {
      let numbers = lines.compactMap { $0.firstMatch(of: /writer (\d+) line (\d+)$/) }
        .filter { $0.1 == "\(writer)" }.compactMap { Int($0.2) }
      #expect(numbers == Array(0..<200))
    }
    #expect(paper.all.allSatisfy { $0.utf8.count < 4_096 })
  }

  @Test(.timeLimit(.minutes(1)))
  func `what is no warning is written a moment later, by itself`() async throws {
    let paper = Paper()
    let stream = LogStream(pause: 1) { paper.write($0) }
    logger(stream).info("alone")
    while paper.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    #expect(paper.all.count == 1)
  }
}
