// The JSON folder reads and writes RFC 8259 text, strictly and in bytes.
// Strict, because a signed text that two readers understand differently is a forgery waiting to happen.
// Every other folder of this target, and every target above, speaks JSON through these types.

/// One JSON value (RFC 8259 §3). Whole numbers that fit are `integer`; every other number is `number`.
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

extension JSON {
  /// Reads a whole JSON text. Refuses what RFC 8259 leaves open to interpretation, see `JSONError`.
  package init(parsing bytes: [UInt8], maximumDepth: Int = 32) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
    self = try parser.document()
  }

  /// The compact text, members in their order.
  package func serialized() -> [UInt8] {
    var writer = JSONWriter()
    writer.write(self)
    return writer.bytes
  }

  /// The compact text as a string.
  package var text: String { String(decoding: serialized(), as: UTF8.self) }
}

extension JSON {
  /// The string, when this is one.
  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The whole number, when this is one written without fraction and exponent.
  package var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The truth value, when this is one.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, when this is an array.
  package var array: [JSON]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, when this is an object.
  package var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The time, when this is a number (RFC 7519 §2 allows fractions of a second; they are cut off downwards).
  package var date: NumericDate? {
    switch self {
    case .integer(let seconds): NumericDate(seconds)
    case .number(let seconds): Int64(exactly: seconds.rounded(.down)).map { NumericDate($0) }
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The member of this name, when this is an object that has one.
  package subscript(_ name: String) -> JSON? { object?[name] }
}

extension JSON: Hashable {
  // Strings compare byte by byte (RFC 8259 §8.3): Swift's own `==` takes canonically equivalent texts for equal.
  package static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.isExactly(right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .array(let value): hasher.combine(value)
    case .object(let value): hasher.combine(value)
    }
  }
}
