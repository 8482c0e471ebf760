package import JOSE

/// Every setting of a server, for `tongzhao check-settings --list`.
package struct SettingList: Sendable {
  /// In the order in which they are read.
  package let settings: [SettingDescription]

  package init(_ settings: [SettingDescription]) { self.settings = settings }

  /// Name, default, unit, bounds and meaning, as a table for a person.
  package var lines: [String] {
    let rows =
      [["SETTING", "DEFAULT", "UNIT", "BOUNDS", "MEANING"]]
      + settings.map { [$0.name, $0.defaultText, $0.unitText, $0.boundsText, $0.meaning] }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        .joined(separator: "  ") + "  " + row[4]
    }
  }

  /// The same for programs.
  package var json: JSON {
    .array(
      settings.map { setting in
        var object: JSONObject = [
          "name": .string(setting.name), "meaning": .string(setting.meaning), "unit": .string(setting.unitText),
          "required": .bool(setting.isRequired), "environment": .string(setting.environmentVariable),
        ]
        switch setting.value {
        case .text(let fallback): object["default"] = fallback.map { .string($0) }
        case .oneOf(let words, let fallback):
          object["default"] = .string(fallback)
          object["values"] = .array(words.map { .string($0) })
        case .texts, .file: break
        case .number(_, let fallback, let bounds):
          object["default"] = .integer(Int64(fallback))
          object["least"] = .integer(Int64(bounds.lowerBound))
          object["most"] = .integer(Int64(bounds.upperBound))
        case .flag(let fallback): object["default"] = .bool(fallback)
        }
        return .object(object)
      })
  }
}

extension SettingDescription {
  fileprivate var defaultText: String {
    if isRequired { return "(required)" }
    return switch value {
    case .text(let fallback): fallback ?? "-"
    case .oneOf(_, let fallback): fallback
    case .texts, .file: "-"
    case .number(_, let fallback, _): String(fallback)
    case .flag(let fallback): fallback ? "true" : "false"
    }
  }

  fileprivate var unitText: String {
    switch value {
    case .text, .oneOf: "text"
    case .texts: "list"
    case .file: "file"
    case .number(let unit, _, _): unit.rawValue
    case .flag: "yes/no"
    }
  }

  fileprivate var boundsText: String {
    switch value {
    case .text, .texts, .file: "-"
    case .flag: "true, false"
    case .oneOf(let words, _): words.joined(separator: ", ")
    case .number(_, _, let bounds): "\(bounds.lowerBound)…\(bounds.upperBound)"
    }
  }
}
