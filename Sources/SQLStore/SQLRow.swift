package import JOSE

/// One row, read by the index of its column.
///
/// A column of another type than the one asked for means that the stored data is not what this program wrote.
package struct SQLRow: Sendable, Hashable {
  /// The values, in the order of the query's columns.
  package let values: [SQLValue]

  package init(values: [SQLValue]) {
    self.values = values
  }

  /// An integer.
  package func integer(_ column: Int) throws(StoreError) -> Int64 {
    guard case .integer(let value) = values[column] else { throw mismatch(column, "an integer") }
    return value
  }

  /// An integer as a word.
  package func int(_ column: Int) throws(StoreError) -> Int { Int(try integer(column)) }

  /// A text.
  package func text(_ column: Int) throws(StoreError) -> String {
    guard case .text(let value) = values[column] else { throw mismatch(column, "a text") }
    return value
  }

  /// Bytes.
  package func blob(_ column: Int) throws(StoreError) -> [UInt8] {
    guard case .blob(let value) = values[column] else { throw mismatch(column, "a blob") }
    return value
  }

  /// A truth value.
  package func bool(_ column: Int) throws(StoreError) -> Bool { try integer(column) != 0 }

  /// A time.
  package func date(_ column: Int) throws(StoreError) -> NumericDate { NumericDate(try integer(column)) }

  /// Whether the column is null.
  package func isNull(_ column: Int) -> Bool { values[column] == .null }

  /// An integer, or nil for null.
  package func integerIfPresent(_ column: Int) throws(StoreError) -> Int64? {
    isNull(column) ? nil : try integer(column)
  }

  /// A text, or nil for null.
  package func textIfPresent(_ column: Int) throws(StoreError) -> String? { isNull(column) ? nil : try text(column) }

  /// Bytes, or nil for null.
  package func blobIfPresent(_ column: Int) throws(StoreError) -> [UInt8]? { isNull(column) ? nil : try blob(column) }

  /// A time, or nil for null.
  package func dateIfPresent(_ column: Int) throws(StoreError) -> NumericDate? {
    isNull(column) ? nil : try date(column)
  }

  private func mismatch(_ column: Int, _ expected: String) -> StoreError {
    .corrupt("column \(column) is not \(expected)")
  }
}
