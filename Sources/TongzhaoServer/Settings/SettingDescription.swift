/// One setting as `tongzhao check-settings --list` shows it. It is made where the setting is read, so the list cannot
/// leave one out, nor say another default or bound than the one that holds.
package struct SettingDescription: Sendable, Hashable {
  /// What a number counts.
  package enum Unit: String, Sendable, Hashable {
    case seconds
    case days
    case count
  }

  /// What a value may be.
  package enum Value: Sendable, Hashable {
    case text(default: String?)
    case oneOf([String], default: String)
    case texts
    /// A file or folder that must be there.
    case file
    case number(Unit, default: Int, bounds: ClosedRange<Int>)
    case flag(default: Bool)
  }

  /// The full name, as `sign-in.frame-lifetime`.
  package let name: String
  /// What it is for, in a few words.
  package let meaning: String
  package let value: Value
  /// Whether a server does not start without it.
  package let isRequired: Bool

  package init(_ name: String, _ meaning: String, _ value: Value, isRequired: Bool = false) {
    self.name = name
    self.meaning = meaning
    self.value = value
    self.isRequired = isRequired
  }

  /// The name of the environment variable that wins over the file.
  package var environmentVariable: String {
    "TONGZHAO_" + name.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}
