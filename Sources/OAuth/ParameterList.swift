import JOSE

/// The parameters of a request, decoded strictly, in order (RFC 6749 §3.1, §3.2, appendix B).
package struct ParameterList: Sendable, Hashable {
  private struct Parameter: Sendable, Hashable {
    let name: String
    let value: String
  }

  private var parameters: [Parameter] = []

  /// No parameters.
  package init() {}

  /// These parameters, for requests that are made here and for tests.
  package init(_ pairs: [(String, String)]) {
    parameters = pairs.map { Parameter(name: $0.0, value: $0.1) }
  }

  /// Reads `application/x-www-form-urlencoded` (a body, or the query of a URI). Empty pairs (`a=1&&b=2`) are skipped,
  /// a name without `=` has the empty value. Refuses control characters, sent raw or escaped, except the tab and line
  /// ends of a pasted text.
  package init(
    formEncoded bytes: [UInt8], maximumCount: Int = 64, maximumLength: Int = 65536
  ) throws(ParameterRejection) {
    guard bytes.count <= maximumLength else { throw .tooLong }
    for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
      guard parameters.count < maximumCount else { throw .tooMany }
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let name = try Self.decode(pair[..<equals])
      guard !name.isEmpty else { throw .malformed }
      let value = equals == pair.endIndex ? "" : try Self.decode(pair[(equals + 1)...])
      parameters.append(Parameter(name: name, value: value))
    }
  }

  /// The value of `name`; nil when it is absent or empty (RFC 6749 §3.1: treated as omitted).
  package func single(_ name: String) throws(DuplicateParameter) -> String? {
    var found: String?
    for parameter in parameters where parameter.name.isExactly(name) {
      guard found == nil else { throw DuplicateParameter(name: name) }
      found = parameter.value
    }
    return found?.isEmpty == true ? nil : found
  }

  /// The first value of `name` that is not empty, where repetitions were refused before.
  package func first(_ name: String) -> String? {
    for parameter in parameters where !parameter.value.isEmpty && parameter.name.isExactly(name) {
      return parameter.value
    }
    return nil
  }

  /// All values of a parameter that may be repeated, such as `resource` (RFC 8707 §2). Empty ones are left out.
  package func all(_ name: String) -> [String] {
    parameters.lazy.filter { $0.name.isExactly(name) && !$0.value.isEmpty }.map(\.value)
  }

  /// Refuses any repeated parameter, also one that nobody asks for, except those that may be repeated.
  package func requireNoDuplicates(except repeatable: Set<String> = []) throws(DuplicateParameter) {
    // There are few, so looking through those before costs less than a set of them.
    for (index, parameter) in parameters.enumerated()
    where parameters[..<index].contains(where: { $0.name == parameter.name }) && !repeatable.contains(parameter.name) {
      throw DuplicateParameter(name: parameter.name)
    }
  }

  /// Whether the parameter was sent at all, also empty.
  package func contains(_ name: String) -> Bool { parameters.contains { $0.name.isExactly(name) } }
  /// Names in order, with repetitions.
  package var names: [String] { parameters.map(\.name) }
  /// Names and values in order.
  package var pairs: [(String, String)] { parameters.map { ($0.name, $0.value) } }
  /// Whether nothing was sent.
  package var isEmpty: Bool { parameters.isEmpty }

  private static func decode(_ bytes: ArraySlice<UInt8>) throws(ParameterRejection) -> String {
    var isEscaped = false
    for byte in bytes {
      guard byte >= 0x20, byte != 0x7F else { throw .malformed }
      if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") { isEscaped = true }
    }
    // Most texts stand as they are.
    guard isEscaped else { return try text(bytes) }
    guard let decoded = Percent.decode(bytes, plusIsSpace: true) else { throw .malformed }
    let isClean = decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    guard isClean else { throw .malformed }
    return try text(decoded[...])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) throws(ParameterRejection) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
    return text
  }
}
