import CPostgreSQL

/// What a server answered to a statement.
struct PostgreSQLAnswer {
  let rows: [SQLRow]
  /// The command's tag: "UPDATE 3", "COMMIT".
  let command: String

  /// How many rows were inserted, updated or deleted.
  var changes: Int {
    let words = command.split(separator: " ")
    guard let verb = words.first, ["INSERT", "UPDATE", "DELETE"].contains(verb) else { return 0 }
    return words.last.flatMap { Int($0) } ?? 0
  }

  init(_ answer: OpaquePointer) throws(StoreError) {
    command = String(cString: cpostgresql_answer_command(answer))
    let columns = cpostgresql_answer_columns(answer)
    var rows: [SQLRow] = []
    for row in 0..<cpostgresql_answer_rows(answer) {
      var values: [SQLValue] = []
      values.reserveCapacity(Int(columns))
      for column in 0..<columns { values.append(try Self.value(answer, row, column)) }
      rows.append(SQLRow(values: values))
    }
    self.rows = rows
  }

  private static func value(_ answer: OpaquePointer, _ row: Int32, _ column: Int32) throws(StoreError) -> SQLValue {
    if cpostgresql_answer_is_null(answer, row, column) != 0 { return .null }
    let bytes = UnsafeBufferPointer(
      start: cpostgresql_answer_bytes(answer, row, column), count: cpostgresql_answer_count(answer, row, column))
    switch cpostgresql_answer_type(answer, column) {
    // bool, int8, int2, int4: numbers in network order, of which the first byte has the sign.
    case 16: return .integer(bytes.first == 0 ? 0 : 1)
    case 20, 21, 23:
      let sign: Int64 = (bytes.first ?? 0) < 0x80 ? 0 : -1
      return .integer(bytes.reduce(sign) { $0 << 8 | Int64($1) })
    case 17: return .blob(Array(bytes))
    // name, text, varchar; and void, which is empty.
    case 19, 25, 1043, 2278: return .text(StoredText.text(ofStored: String(decoding: bytes, as: UTF8.self)))
    case let type: throw .statement("a column of a type that no table has (\(type)): it needs a CAST")
    }
  }
}
