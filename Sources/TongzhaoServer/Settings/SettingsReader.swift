import Configuration
import Foundation
import JOSE
import OAuthHTTP

/// Reads settings by name from command line, environment and file, in this order, and gathers every mistake instead
/// of stopping at the first.
///
/// Environment variables carry the prefix `TONGZHAO_`: `keys.authority` is `TONGZHAO_KEYS_AUTHORITY`.
struct SettingsReader {
  private let providers: [any ConfigProvider]
  private let namesInFile: [String]
  /// The file that is read; nil when nothing is.
  let file: String?
  /// Where the service manager puts credentials.
  let credentialFolder: String?
  private(set) var mistakes: [SettingMistake] = []
  /// What was asked for so far.
  private(set) var descriptions: [SettingDescription] = []

  /// - Parameter overrides: what the command line said, by setting name.
  init(file: String, overrides: [String: String] = [:], environment: [String: String]) async throws(UnusableSettings) {
    self.file = file
    credentialFolder = environment["CREDENTIALS_DIRECTORY"]
    let location = InMemoryProvider(values: [
      AbsoluteConfigKey(["filePath"]): ConfigValue(.string(file), isSecret: false)
    ])
    do {
      providers = [
        InMemoryProvider(
          values: Dictionary(
            uniqueKeysWithValues: overrides.map { name, value in
              (AbsoluteConfigKey(Self.components(name)), ConfigValue(.string(value), isSecret: false))
            })),
        EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "tongzhao"),
        try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: location)),
      ]
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
      namesInFile = Self.leaves(of: try JSON(parsing: bytes), below: [])
    } catch {
      throw UnusableSettings(mistakes: [SettingMistake(name: file, reason: "cannot be read as JSON: \(error)")])
    }
  }

  /// Reads nothing: whoever asks it is told every default, and it remembers what was asked for.
  init() {
    providers = []
    namesInFile = []
    file = nil
    credentialFolder = nil
  }

  private static func components(_ name: String) -> [String] { name.split(separator: ".").map(String.init) }

  private static func leaves(of json: JSON, below path: [String]) -> [String] {
    guard let object = json.object else { return [path.joined(separator: ".")] }
    return object.flatMap { name, value in leaves(of: value, below: path + [name]) }
  }

  private mutating func content(_ name: String, _ type: ConfigType) -> ConfigContent? {
    for provider in providers {
      do {
        let key = AbsoluteConfigKey(Self.components(name))
        if let value = try provider.value(forKey: key, type: type).value { return value.content }
      } catch {
        wrong(name, "must be \(type == .int ? "a whole number" : "a \(type.rawValue)")")
        return nil
      }
    }
    return nil
  }

  /// Notes that a setting's value cannot be used.
  mutating func wrong(_ name: String, _ reason: String) {
    mistakes.append(SettingMistake(name: name, reason: reason))
  }

  private mutating func describe(
    _ name: String, _ meaning: String, _ value: SettingDescription.Value, isRequired: Bool = false
  ) {
    descriptions.append(SettingDescription(name, meaning, value, isRequired: isRequired))
  }

  private mutating func readText(_ name: String) -> String? {
    guard case .string(let text)? = content(name, .string) else { return nil }
    if text.isEmpty { wrong(name, "must not be empty") }
    return text
  }

  mutating func text(_ name: String, _ meaning: String) -> String? {
    describe(name, meaning, .text(default: nil))
    return readText(name)
  }

  mutating func text(_ name: String, _ meaning: String, default fallback: String) -> String {
    describe(name, meaning, .text(default: fallback))
    return readText(name) ?? fallback
  }

  mutating func requiredText(_ name: String, _ meaning: String) -> String? {
    describe(name, meaning, .text(default: nil), isRequired: true)
    let known = mistakes.count
    if let text = readText(name) { return text }
    if mistakes.count == known { wrong(name, "is missing (\(meaning))") }
    return nil
  }

  /// One of some words.
  mutating func word(_ name: String, _ meaning: String, of words: [String], default fallback: String) -> String {
    describe(name, meaning, .oneOf(words, default: fallback))
    guard let text = readText(name) else { return fallback }
    if words.contains(where: { $0.isExactly(text) }) { return text }
    wrong(name, "must be one of \(words.joined(separator: ", "))")
    return fallback
  }

  mutating func number(
    _ name: String, _ meaning: String, default fallback: Int, in range: ClosedRange<Int>,
    _ unit: SettingDescription.Unit = .seconds
  ) -> Int {
    describe(name, meaning, .number(unit, default: fallback, bounds: range))
    let value: Int
    switch content(name, .int) {
    case .int(let number)?: value = number
    default: return fallback
    }
    if !range.contains(value) { wrong(name, "must be between \(range.lowerBound) and \(range.upperBound)") }
    return value
  }

  mutating func flag(_ name: String, _ meaning: String, default fallback: Bool) -> Bool {
    describe(name, meaning, .flag(default: fallback))
    guard case .bool(let value)? = content(name, .bool) else { return fallback }
    return value
  }

  mutating func texts(_ name: String, _ meaning: String) -> [String] {
    describe(name, meaning, .texts)
    guard case .stringArray(let values)? = content(name, .stringArray) else { return [] }
    return values
  }

  /// Ranges of network addresses.
  mutating func ranges(_ name: String, _ meaning: String) -> [AddressRange] {
    var ranges: [AddressRange] = []
    for text in texts(name, meaning) {
      guard let range = AddressRange(text) else {
        wrong(name, "\(text) is no address or range, as 10.0.0.0/8")
        continue
      }
      ranges.append(range)
    }
    return ranges
  }

  /// A file that must be there.
  mutating func file(_ name: String, _ meaning: String) -> String? {
    describe(name, meaning, .file)
    guard let path = readText(name) else { return nil }
    if !FileManager.default.fileExists(atPath: path) { wrong(name, "there is no file \(path)") }
    return path
  }

  /// Ends the reading: a name in the file that nobody asked for is a mistake too, most often of spelling.
  mutating func finish() throws(UnusableSettings) {
    let asked = Set(descriptions.map(\.name))
    for name in namesInFile where !asked.contains(name) { wrong(name, "is no setting of this server") }
    if !mistakes.isEmpty { throw UnusableSettings(mistakes: mistakes) }
  }
}
