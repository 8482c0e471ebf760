/// One thing wrong with the settings. All of them are reported together, before a port opens.
package struct SettingMistake: Sendable, Hashable, CustomStringConvertible {
  /// The setting's full name, as `keys.authority`.
  package let name: String
  /// What to change, safe to print: never a secret's value.
  package let reason: String

  package var description: String { "\(name): \(reason)" }
}

/// The settings cannot be used; says every reason.
package struct UnusableSettings: Error, CustomStringConvertible {
  package let mistakes: [SettingMistake]

  package var description: String {
    "These settings need a change:\n" + mistakes.map { "  - \($0)" }.joined(separator: "\n")
  }
}
