import GRDB

extension StoreError {
  /// The meaning of SQLite's result codes (https://www.sqlite.org/rescode.html).
  init(sqlite error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(error)
    default: self = .unavailable(String(describing: error))
    }
  }

  private init(_ error: DatabaseError) {
    self.init(sqlite: error.extendedResultCode, error.message ?? error.resultCode.description)
  }

  /// An extended result code with the engine's words for it.
  init(sqlite code: Int32, _ message: String) { self.init(sqlite: ResultCode(rawValue: code), message) }

  private init(sqlite code: ResultCode, _ message: String) {
    switch code.primaryResultCode {
    case .SQLITE_FULL: self = .full
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt(message)
    // A schema of ours has no trigger; one that was moved away has those that say so.
    case .SQLITE_CONSTRAINT where code == .SQLITE_CONSTRAINT_TRIGGER: self = .unavailable(message)
    case .SQLITE_CONSTRAINT: self = .constraint(Constraint(code), name: Self.name(in: message))
    case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_NOMEM, .SQLITE_PROTOCOL,
      .SQLITE_NOLFS, .SQLITE_INTERRUPT, .SQLITE_ABORT:
      self = .unavailable(message)
    default:
      // GRDB reports a closed connection as a misuse.
      self = message.contains("closed") ? .unavailable(message) : .statement(message)
    }
  }

  /// "UNIQUE constraint failed: clients.id" → "clients.id".
  private static func name(in message: String) -> String {
    guard let colon = message.firstIndex(of: ":") else { return "" }
    return String(message[message.index(after: colon)...].drop { $0 == " " })
  }
}

extension StoreError.Constraint {
  fileprivate init(_ code: ResultCode) {
    switch code {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: self = .unique
    case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .foreignKey
    case .SQLITE_CONSTRAINT_NOTNULL: self = .notNull
    case .SQLITE_CONSTRAINT_CHECK: self = .check
    default: self = .other
    }
  }
}
