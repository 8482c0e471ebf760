import GRDBSQLite

/// A prepared statement of one connection: values go in by number, rows come out by column. The one place that calls the
/// engine's own interface (https://www.sqlite.org/c3ref/stmt.html), since objects for each row and each value cost more
/// than finding the row.
///
/// Not to be used from two threads at a time, nor after its connection has closed.
struct SQLiteStatement {
  private let handle: OpaquePointer
  /// For the engine's parameter `i`, the index of the argument that it takes.
  private let order: [Int]
  private let columnCount: Int32

  /// - Parameter connection: the engine's.
  init(_ entry: StatementTexts.Entry, on connection: OpaquePointer) throws(StoreError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, entry.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK else { throw StoreError(of: connection, code) }
    guard let prepared else { throw .statement("there is no statement in: \(entry.text)") }
    handle = prepared
    order = entry.order.argumentIndices
    columnCount = sqlite3_column_count(prepared)
  }

  /// Gives it back to the engine.
  func finalize() { sqlite3_finalize(handle) }

  /// Runs it with these arguments, as many as it needs, and hands on every row that it answers.
  func run(_ arguments: [SQLValue], row: (SQLRow) -> Void) throws(StoreError) {
    defer {
      sqlite3_reset(handle)
      // What was bound is a person's, perhaps.
      sqlite3_clear_bindings(handle)
    }
    for (parameter, argument) in order.enumerated() {
      let code = bind(arguments[argument], as: Int32(parameter) + 1)
      guard code == SQLITE_OK else { throw failure(code) }
    }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: row(present)
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  private func failure(_ code: Int32) -> StoreError {
    guard let connection = sqlite3_db_handle(handle) else { return .unavailable("the database is closed") }
    return StoreError(of: connection, code)
  }

  /// The engine's word for bytes that it must copy, since they are gone when the call returns.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private func bind(_ value: SQLValue, as parameter: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(handle, parameter)
    case .integer(let integer): return sqlite3_bind_int64(handle, parameter, integer)
    case .text(let text):
      var stored = StoredText.stored(text)
      return stored.withUTF8 { bytes in
        // Without an address the value would be null, and an empty text is none.
        guard let start = bytes.baseAddress else { return sqlite3_bind_text(handle, parameter, "", 0, Self.copied) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          sqlite3_bind_text(handle, parameter, $0, Int32(bytes.count), Self.copied)
        }
      }
    case .blob(let blob):
      return blob.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, parameter, 0) }
        return sqlite3_bind_blob(handle, parameter, start, Int32(bytes.count), Self.copied)
      }
    }
  }

  private var present: SQLRow {
    SQLRow(
      values: [SQLValue](unsafeUninitializedCapacity: Int(columnCount)) { values, count in
        for column in 0..<columnCount {
          values.initializeElement(at: count, to: value(column))
          count += 1
        }
      })
  }

  private func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_TEXT:
      guard let start = sqlite3_column_text(handle, column) else { return .text("") }
      let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
      return .text(StoredText.text(ofStored: String(decoding: bytes, as: UTF8.self)))
    case SQLITE_BLOB:
      guard let start = sqlite3_column_blob(handle, column) else { return .blob([]) }
      return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))))
    // No column of ours is a floating point number; one that appears is a computed value, kept as it prints.
    case SQLITE_FLOAT: return .text(sqlite3_column_double(handle, column).description)
    default: return .null
    }
  }
}

extension StoreError {
  /// What the engine says went wrong just now.
  fileprivate init(of connection: OpaquePointer, _ code: Int32) {
    self.init(sqlite: sqlite3_extended_errcode(connection), String(cString: sqlite3_errmsg(connection)))
  }
}
