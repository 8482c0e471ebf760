/// The labels of one series, as they are written: `{method="GET",route="/token"}`, or nothing.
package struct MetricLabels: Sendable, Hashable {
  /// Between the braces.
  let text: String

  package init(_ pairs: [(String, String)]) {
    text = pairs.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
  }

  /// With braces, and another label at the end where one is given.
  func written(adding last: String? = nil) -> String {
    let all = [text.isEmpty ? nil : text, last].compactMap(\.self).joined(separator: ",")
    return all.isEmpty ? "" : "{\(all)}"
  }

  /// Text format 0.0.4: backslash, double quote and line feed.
  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
    return value.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
