import Foundation
import Synchronization

/// Hears what other processes announce, on a connection and a thread of its own, until nobody wants to know any more.
final class PostgreSQLListener: Sendable {
  /// All databases of a server have one; what is announced on it names the schema too.
  static let channel = "tongzhao"

  /// How often it looks whether it is still wanted.
  private static let turn = Duration.milliseconds(200)
  /// After so much silence it asks whether the server is still there: of a network that was cut nobody tells.
  private static let silence = Duration.seconds(10)

  private let address: PostgreSQLAddress
  private let seconds: Int
  private let outage: Outage
  private let heard: AsyncStream<SharedState>.Continuation
  private let isOver = Atomic(false)

  /// What is announced from now on. Everything is, whenever the connection was made: it may have changed while nobody
  /// listened.
  static func announcements(at address: PostgreSQLAddress, seconds: Int, outage: Outage) -> AsyncStream<SharedState> {
    let (stream, continuation) = AsyncStream<SharedState>.makeStream(bufferingPolicy: .unbounded)
    let listener = PostgreSQLListener(address, seconds: seconds, outage: outage, telling: continuation)
    continuation.onTermination = { _ in listener.isOver.store(true, ordering: .relaxed) }
    let thread = Thread { listener.listen() }
    thread.name = "PostgreSQL listener"
    thread.start()
    return stream
  }

  private init(
    _ address: PostgreSQLAddress, seconds: Int, outage: Outage,
    telling continuation: AsyncStream<SharedState>.Continuation
  ) {
    self.address = address
    self.seconds = seconds
    self.outage = outage
    heard = continuation
  }

  private func listen() {
    let session = PostgreSQLSession(address, seconds: seconds, outage: outage)
    while !isOver.load(ordering: .relaxed) {
      // The session itself waits longer and longer between its tries.
      do { try listen(on: session) } catch { Thread.sleep(forTimeInterval: Self.turn / .seconds(1)) }
    }
    heard.finish()
  }

  private func listen(on session: PostgreSQLSession) throws(StoreError) {
    try session.connect()
    // So that an administrator knows it among the others.
    session.withhold("SET application_name TO 'tongzhao listener'")
    try session.perform("LISTEN \(Self.channel)")
    guard let schema = try session.perform("SELECT current_schema()").rows.first?.text(0) else {
      throw .unavailable("the database has no schema")
    }
    for state in SharedState.allCases { heard.yield(state) }
    var lastSign = ContinuousClock.now
    while !isOver.load(ordering: .relaxed) {
      if let note = try session.announcement(within: Self.turn) {
        if let state = Self.state(in: note, of: schema) { heard.yield(state) }
        lastSign = .now
      } else if .now - lastSign > Self.silence {
        try session.perform("SELECT 1")
        lastSign = .now
      }
    }
  }

  /// The command that announces a change with its transaction.
  static func announcing(_ state: SharedState) -> String {
    "SELECT pg_notify('\(channel)', '\(state.rawValue) ' || current_schema())"
  }

  private static func state(in note: String, of schema: String) -> SharedState? {
    SharedState.allCases.first { note == "\($0.rawValue) \(schema)" }
  }
}
