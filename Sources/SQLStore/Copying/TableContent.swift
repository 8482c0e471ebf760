import KeyCustody

/// What is in a table: how many rows, and a digest of all of them in the order of their key, the same for every engine.
package struct TableContent: Sendable, Hashable {
  package let table: String
  package private(set) var rows = 0
  /// SHA-256.
  package var digest: [UInt8] { running.bytes }
  private var running = RunningDigest()

  init(of table: TableShape) { self.table = table.name }

  /// Reads all of it.
  init(reading table: TableShape, on connection: any SQLConnection) throws {
    self.init(of: table)
    var pages = TablePages(table, on: connection)
    while let page = try pages.next() { take(page) }
  }

  /// The rows that follow.
  mutating func take(_ page: [SQLRow]) {
    rows += page.count
    running.take(page.reduce(into: []) { bytes, row in for value in row.values { Self.write(value, to: &bytes) } })
  }

  /// Each value has its kind and length before it, so that no two rows are written alike.
  private static func write(_ value: SQLValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append(0)
    case .integer(let integer):
      bytes.append(1)
      withUnsafeBytes(of: integer.bigEndian) { bytes += $0 }
    case .text(let text):
      bytes.append(2)
      withUnsafeBytes(of: UInt64(text.utf8.count).bigEndian) { bytes += $0 }
      bytes += text.utf8
    case .blob(let blob):
      bytes.append(3)
      withUnsafeBytes(of: UInt64(blob.count).bigEndian) { bytes += $0 }
      bytes += blob
    }
  }

  package static func == (one: TableContent, other: TableContent) -> Bool {
    one.table == other.table && one.rows == other.rows && one.digest == other.digest
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(table)
    hasher.combine(digest)
  }
}
