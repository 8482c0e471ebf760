import Foundation
package import JOSE
import SQLStore

/// Moves a server's database from an SQLite file to a PostgreSQL server (``DatabaseMove`` says how nothing is lost). A server
/// may go on serving from the file: it reads, and its writes are refused.
///
/// An account of the machine does it: until the first operator is enrolled that account is everything, afterwards it must
/// break the glass.
package struct MoveDatabase: Sendable {
  private let kind: ServerKind
  private let file: String
  private let address: PostgreSQLAddress
  private let account: String
  private let breakingGlass: Bool
  private let reason: String?

  /// - Parameters:
  ///   - from: the file; the settings' database when left out.
  ///   - to: the target; the settings' database when left out.
  ///   - passwordFile: the file of the password for `to`.
  package init(
    _ settings: OperatorDesk.Settings, from: String?, to: String?, passwordFile: String?, account: String,
    breakingGlass: Bool, reason: String?
  ) throws(MoveRefusal) {
    kind = settings.kind
    guard let file = from ?? settings.server.database.file else { throw .noSource }
    self.file = file
    if let to {
      address = try Self.address(to, passwordFile: passwordFile)
    } else {
      guard case .postgreSQL(let address) = settings.server.database else { throw .noTarget }
      self.address = address
    }
    self.account = account
    self.breakingGlass = breakingGlass
    self.reason = reason
  }

  private static func address(_ text: String, passwordFile: String?) throws(MoveRefusal) -> PostgreSQLAddress {
    do {
      let password = try passwordFile.map { try String(contentsOfFile: $0, encoding: .utf8) }
      return try PostgreSQLAddress(text, password: password?.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch StoreError.unavailable(let reason) {
      throw .unusableTarget(reason)
    } catch {
      throw .unusableTarget("the password file cannot be read")
    }
  }

  /// Says what would be done. Nothing is changed or remembered.
  package func plan() async throws -> MovePlan {
    let (rows, left) = try await withSource { source in
      (try await source.rowCounts(), try await source.read { try DatabaseMove.read(on: $0) })
    }
    let (tables, arriving) = try await withTarget { target in
      try await target.read { (try $0.tables().count, try DatabaseMove.read(on: $0)) }
    }
    return MovePlan(from: file, to: address, rows: rows, left: left, tablesAtTarget: tables, arriving: arriving)
  }

  /// Does it, or finishes what was begun. While it lasts nobody else writes to the file.
  package func carryOut(
    at now: NumericDate, progress: @escaping @Sendable (_ rows: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> MoveReport {
    // 1. Who asks, and whether the file is worth being moved.
    let (isGuarded, problems) = try await withSource { source in
      (try await OperatorDesk.Settings.isGuarded(source), try await source.integrityProblems())
    }
    _ = try OperatorDesk.asker(
      account, for: nil, isGuarded: isGuarded, breakingGlass: breakingGlass, reason: reason)
    guard problems.isEmpty else { throw MoveRefusal.damaged(problems) }
    // 2. Nobody else writes to it from here on.
    let hold: SQLiteHold
    do { hold = try SQLiteHold(path: file) } catch StoreError.busy { throw MoveRefusal.busy }
    do {
      return try await withTarget { try await move(hold, to: $0, at: now, progress: progress) }
    } catch {
      try? hold.release()
      throw error
    }
  }

  private func move(
    _ hold: SQLiteHold, to target: any ServerDatabase, at now: NumericDate,
    progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> MoveReport {
    let copy = DatabaseCopy(kind.schema, progress: progress)
    let source = file
    let former = try hold.ask { try DatabaseMove.read(on: $0) }
    if let former, former.standing == .left {
      // The file was left and the end is missing: nobody has written anywhere since.
      let contents = try await arrive(former, at: target, now) { connection in
        try hold.ask { try copy.compare($0, connection) }
      }
      try hold.release()
      return MoveReport(from: source, to: address, contents: contents, isResumed: true)
    }
    // 3. Everything in one transaction of the target.
    let id = UUID().uuidString
    let contents = try await target.write { [schema = kind.schema] connection in
      if try DatabaseMove.read(on: connection)?.standing == .arriving {
        try DatabaseMove.clear(schema, on: connection)
      }
      let contents = try hold.ask { try copy.run(from: $0, to: connection, at: now) }
      try DatabaseMove(id: id, standing: .arriving, other: source, at: now).write(on: connection)
      return contents
    }
    // 4. The file takes no write any more.
    let left = DatabaseMove(id: id, standing: .left, other: address.description, at: now)
    let tables = try hold.ask { try DatabaseCopy.tables(of: kind.schema, on: $0) }
    try hold.seal(tables, saying: left)
    // 5. And the target may be served.
    return MoveReport(
      from: source, to: address, contents: try await arrive(left, at: target, now) { _ in contents }, isResumed: false)
  }

  private func arrive(
    _ left: DatabaseMove, at target: any ServerDatabase, _ now: NumericDate,
    having contents: @escaping @Sendable (any SQLConnection) throws -> [TableContent]
  ) async throws -> [TableContent] {
    try await target.write { [file, account, reason] connection in
      guard let there = try DatabaseMove.read(on: connection), there.id == left.id else {
        throw MoveRefusal.left(for: left.other)
      }
      guard there.standing == .arriving else { throw MoveRefusal.isDone(left.other) }
      let contents = try contents(connection)
      try DatabaseMove.arrive(left, from: file, by: account, reason: reason, on: connection, at: now)
      return contents
    }
  }

  private func withSource<T>(_ body: (any ServerDatabase) async throws -> T) async throws -> T {
    guard FileManager.default.fileExists(atPath: file) else { throw CareRefusal.missing(file) }
    return try await DatabasePlace.file(file).opened(body)
  }

  private func withTarget<T>(_ body: (any ServerDatabase) async throws -> T) async throws -> T {
    try await DatabasePlace.postgreSQL(address).opened(body)
  }
}
