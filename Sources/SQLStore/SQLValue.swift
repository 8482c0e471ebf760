package import JOSE

/// What a column can hold. Times are whole seconds in `BIGINT`, so there is no floating point.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  /// A time, as seconds.
  package static func date(_ date: NumericDate) -> SQLValue { .integer(date.seconds) }
  /// A truth value, as 0 or 1.
  package static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
  /// A count that fits in a word.
  package static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }

  /// An integer, or null.
  package static func integer(orNull value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
  /// A text, or null.
  package static func text(orNull value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
  /// Bytes, or null.
  package static func blob(orNull value: [UInt8]?) -> SQLValue { value.map(SQLValue.blob) ?? .null }
  /// A time, or null.
  package static func date(orNull value: NumericDate?) -> SQLValue { value.map { .integer($0.seconds) } ?? .null }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .text(value) }
  package init(nilLiteral: ()) { self = .null }
}
