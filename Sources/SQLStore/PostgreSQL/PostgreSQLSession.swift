import CPostgreSQL
import Foundation

/// A connection to a PostgreSQL server with the statements that were prepared on it. One thread has it and waits for the
/// server in every call.
final class PostgreSQLSession {
  private struct Prepared: Hashable {
    let statement: UInt
    let types: [UInt32]
  }

  private let address: PostgreSQLAddress
  private let seconds: Int
  private let outage: Outage
  private var connection: OpaquePointer?
  private var prepared: [Prepared: String] = [:]
  private var withheld: [String] = []
  /// Whether the server has asked for the transaction to be run again (class 40).
  private(set) var mustRestart = false
  /// Whether the connection is not there, or no longer.
  private(set) var isLost = true

  /// - Parameters:
  ///   - seconds: for so long a lock that others hold is waited for, and an answer before anybody wonders whether the
  ///     server is there.
  ///   - outage: what is known of the server while it is away.
  init(_ address: PostgreSQLAddress, seconds: Int, outage: Outage) {
    self.address = address
    self.seconds = seconds
    self.outage = outage
  }

  deinit { cpostgresql_free(connection) }

  /// Connects, unless that is so already. While the database is away this waits, for as long as anybody may.
  func connect() throws(StoreError) {
    while isLost {
      switch outage.advice(at: .now) {
      case .giveUp: throw .unavailable(outage.trouble)
      case .wait(let pause): Thread.sleep(forTimeInterval: pause / .seconds(1))
      case .tryNow:
        do {
          try open()
          outage.ended()
        } catch {
          isLost = true
          let isHopeless = connection.map { cpostgresql_is_turned_away($0) != 0 } ?? false
          let trouble = if case .unavailable(let reason) = error { reason } else { "\(error)" }
          outage.failed(trouble, isHopeless: isHopeless, at: .now)
        }
      }
    }
  }

  /// Keeps a command back, to be sent along with the next statement: what has no answer costs no way there and back.
  func withhold(_ command: String) { withheld.append(command) }

  /// Has one of our own commands done, after those that were kept back.
  @discardableResult
  func perform(_ command: String) throws(StoreError) -> PostgreSQLAnswer {
    try exchange { cpostgresql_send_command($0, command) != 0 }
  }

  /// Has a statement done, after those that were kept back.
  func perform(_ statement: StatementTexts.Entry, _ arguments: [SQLValue]) throws(StoreError) -> PostgreSQLAnswer {
    try statement.check(arguments)
    let arguments = PostgreSQLArguments(arguments)
    let count = Int32(arguments.types.count)
    let name = try prepare(statement, count, arguments.types)
    return try exchange { connection in
      arguments.withPointers { values, lengths in
        cpostgresql_send_prepared(connection, name, count, values, lengths) != 0
      }
    }
  }

  /// Has a statement done that is not worth keeping prepared.
  func performOnce(_ text: String, _ arguments: [SQLValue]) throws(StoreError) -> PostgreSQLAnswer {
    let arguments = PostgreSQLArguments(arguments)
    let count = Int32(arguments.types.count)
    return try exchange { connection in
      arguments.withPointers { values, lengths in
        cpostgresql_send_prepare(connection, "", text, count, arguments.types) != 0
          && cpostgresql_send_prepared(connection, "", count, values, lengths) != 0
      }
    }
  }

  /// Has a statement prepared, once for each combination of types, and tells its name. That takes a way of its own, so
  /// that a statement whose values are refused is known to be prepared nevertheless.
  private func prepare(
    _ statement: StatementTexts.Entry, _ count: Int32, _ types: [UInt32]
  ) throws(StoreError) -> String {
    let key = Prepared(statement: statement.id, types: types)
    if let known = prepared[key] { return known }
    let name = "s\(prepared.count)"
    try exchange { cpostgresql_send_prepare($0, name, statement.text, count, types) != 0 }
    prepared[key] = name
    return name
  }

  @discardableResult
  private func exchange(_ send: (OpaquePointer) -> Bool) throws(StoreError) -> PostgreSQLAnswer {
    defer { withheld = [] }
    guard !isLost, let connection else { throw .unavailable("the connection to the database is lost") }
    let isSent = withheld.allSatisfy { cpostgresql_send_command(connection, $0) != 0 } && send(connection)
    guard isSent, let answer = answer(on: connection) else {
      isLost = true
      throw .unavailable(trouble(of: connection))
    }
    defer { cpostgresql_answer_free(answer) }
    guard let code = cpostgresql_answer_state(answer) else { return try PostgreSQLAnswer(answer) }
    let state = String(cString: code)
    // The server is going away, has given us up, or is no longer the one that takes writes.
    if state.hasPrefix("57P") || state.hasPrefix("08") || ["25P03", "25006"].contains(state) { isLost = true }
    if state.hasPrefix("40") { mustRestart = true }
    throw StoreError(
      state: state, message: String(cString: cpostgresql_answer_message(answer)),
      rule: String(cString: cpostgresql_answer_rule(answer)))
  }

  /// What was announced first of what nobody has taken; nil when that is nothing within this time.
  func announcement(within time: Duration) throws(StoreError) -> String? {
    guard !isLost, let connection else { throw .unavailable("the connection to the database is lost") }
    if let text = cpostgresql_announcement(connection, Int32(time / .milliseconds(1))) {
      defer { free(text) }
      return String(cString: text)
    }
    isLost = cpostgresql_is_lost(connection) != 0
    if isLost { throw .unavailable(trouble(of: connection)) }
    return nil
  }

  /// Begins anew after a transaction that was given up.
  func restart() {
    withheld = []
    mustRestart = false
    guard !isLost else { return }
    do { try perform("ROLLBACK") } catch { isLost = true }
  }

  /// Ends what stood in no transaction.
  func rest() {
    withheld = []
    mustRestart = false
  }

  /// Waits for as long as the server is at work, however long that takes. Where a network is cut nobody says so, and a
  /// silent server looks like a busy one.
  private func answer(on connection: OpaquePointer) -> OpaquePointer? {
    while true {
      // A lock is given up by the server, sooner than anybody here wonders.
      if let answer = cpostgresql_wait(connection, Int32(seconds + 2) * 1_000) { return answer }
      guard cpostgresql_is_awaited(connection) != 0, isAtWork(for: connection) else { return nil }
    }
  }

  /// Whether the server says so, asked on another way.
  private func isAtWork(for connection: OpaquePointer) -> Bool {
    let other = cpostgresql_open(address.description, address.password?.revealed)
    defer { cpostgresql_free(other) }
    guard let other, cpostgresql_is_lost(other) == 0 else { return false }
    let process = cpostgresql_process(connection)
    let question = "SELECT 1 FROM pg_stat_activity WHERE pid = \(process) AND state = 'active'"
    guard cpostgresql_send_command(other, question) != 0, let answer = cpostgresql_wait(other, 5_000) else {
      return false
    }
    defer { cpostgresql_answer_free(answer) }
    return cpostgresql_answer_state(answer) == nil && cpostgresql_answer_rows(answer) == 1
  }

  private func open() throws(StoreError) {
    if let connection {
      cpostgresql_reopen(connection)
    } else {
      connection = cpostgresql_open(address.description, address.password?.revealed)
    }
    prepared = [:]
    withheld = []
    mustRestart = false
    guard let connection else { throw .unavailable("no memory is left") }
    guard cpostgresql_is_lost(connection) == 0 else { throw .unavailable(trouble(of: connection)) }
    isLost = false
    // Whatever the server's own configuration says, what was acknowledged is on the disk; and a process that hangs, or
    // is cut off, in the middle of a transaction does not hold up everybody for long.
    let settings = try perform(
      """
      SELECT set_config('synchronous_commit',
          CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
          ELSE current_setting('synchronous_commit') END, false),
        set_config('lock_timeout', '\(seconds)s', false),
        set_config('idle_in_transaction_session_timeout', '15s', false),
        current_setting('server_encoding'), current_setting('server_version_num')
      """)
    guard let row = settings.rows.first, try row.text(3) == "UTF8" else {
      throw .unavailable("the database's encoding must be UTF8")
    }
    guard let version = Int(try row.text(4)), version >= 150_000 else {
      throw .unavailable("PostgreSQL 15 or later is needed")
    }
  }

  private func trouble(of connection: OpaquePointer) -> String {
    if cpostgresql_is_awaited(connection) != 0 { return "the database did not answer in time" }
    // Where in the server's source it was found is nobody's business here.
    let words = String(cString: cpostgresql_trouble(connection)).components(separatedBy: "\nLOCATION:")
    return (words.first ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
