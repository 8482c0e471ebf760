package import JOSE

/// Reads a command's parameters by name; what nobody asked for is a mistake, most often of spelling. A null counts as
/// left out.
package struct OperatorParameters {
  private let object: JSONObject
  private var asked: [String] = []

  package init(_ object: JSONObject) { self.object = object }

  private mutating func value(_ name: String) -> JSON? {
    asked.append(name)
    guard let value = object[name] else { return nil }
    if case .null = value { return nil }
    return value
  }

  private mutating func value<T>(
    _ name: String, _ expected: String, _ read: (JSON) -> T?
  ) throws(OperatorParameterMistake) -> T? {
    guard let value = value(name) else { return nil }
    guard let read = read(value) else { throw .wrongType(name, expected: expected) }
    return read
  }

  private func required<T>(_ name: String, _ value: T?) throws(OperatorParameterMistake) -> T {
    guard let value else { throw .missing(name) }
    return value
  }

  /// A text that must be there and not be empty.
  package mutating func text(_ name: String) throws(OperatorParameterMistake) -> String {
    try required(name, try optionalText(name))
  }

  /// A text that may be left out, but not be empty.
  package mutating func optionalText(_ name: String) throws(OperatorParameterMistake) -> String? {
    let text = try value(name, "a text", \.string)
    if text?.isEmpty == true { throw .notAllowed(name, reason: "must not be empty") }
    return text
  }

  /// Texts; none when left out.
  package mutating func texts(_ name: String) throws(OperatorParameterMistake) -> [String] {
    try value(name, "a list of texts") { value in
      guard let items = value.array else { return nil }
      let texts = items.compactMap(\.string)
      return texts.count == items.count ? texts : nil
    } ?? []
  }

  /// A truth value; false when left out.
  package mutating func flag(_ name: String) throws(OperatorParameterMistake) -> Bool {
    try value(name, "true or false", \.bool) ?? false
  }

  /// A whole number within limits.
  package mutating func number(
    _ name: String, in range: ClosedRange<Int>
  ) throws(OperatorParameterMistake) -> Int {
    try required(name, try optionalNumber(name, in: range))
  }

  package mutating func number(
    _ name: String, default fallback: Int, in range: ClosedRange<Int>
  ) throws(OperatorParameterMistake) -> Int {
    try optionalNumber(name, in: range) ?? fallback
  }

  package mutating func optionalNumber(
    _ name: String, in range: ClosedRange<Int>
  ) throws(OperatorParameterMistake) -> Int? {
    guard let number = try value(name, "a whole number", { $0.integer.map { Int($0) } }) else { return nil }
    guard range.contains(number) else {
      throw .notAllowed(name, reason: "must be between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  /// A moment, in seconds since 1970.
  package mutating func optionalDate(_ name: String) throws(OperatorParameterMistake) -> NumericDate? {
    try value(name, "seconds since 1970", { $0.integer.map { NumericDate($0) } })
  }

  /// One of the words of a closed list.
  package mutating func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, as type: Word.Type
  ) throws(OperatorParameterMistake) -> Word where Word.RawValue == String {
    try required(name, try optionalWord(name, as: type))
  }

  package mutating func optionalWord<Word: RawRepresentable & CaseIterable>(
    _ name: String, as type: Word.Type
  ) throws(OperatorParameterMistake) -> Word? where Word.RawValue == String {
    try value(name, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") { value in
      value.string.flatMap { text in Word.allCases.first { $0.rawValue.isExactly(text) } }
    }
  }

  /// A text that is read by `make`, as an identifier or a date; nil from it means that the text is none.
  package mutating func parsed<T>(
    _ name: String, _ expected: String, _ make: (String) -> T?
  ) throws(OperatorParameterMistake) -> T {
    try required(name, try optionalParsed(name, expected, make))
  }

  package mutating func optionalParsed<T>(
    _ name: String, _ expected: String, _ make: (String) -> T?
  ) throws(OperatorParameterMistake) -> T? {
    try value(name, expected) { $0.string.flatMap(make) }
  }

  /// A JSON object.
  package mutating func object(_ name: String) throws(OperatorParameterMistake) -> JSONObject {
    try required(name, try optionalObject(name))
  }

  package mutating func optionalObject(_ name: String) throws(OperatorParameterMistake) -> JSONObject? {
    try value(name, "a JSON object", \.object)
  }

  /// Ends the reading: refuses a name that nobody asked for.
  package func finish() throws(OperatorParameterMistake) {
    for name in object.names where !asked.contains(where: { $0.isExactly(name) }) {
      throw .unknown(name, known: asked)
    }
  }
}
