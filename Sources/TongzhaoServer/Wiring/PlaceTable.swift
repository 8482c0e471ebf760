import Foundation
import IdentityProvider
package import OAuthHTTP

/// Which network is roughly where, from the operator's own table: one `range,place` a line, as `10.12.0.0/16,河南济源`.
/// The narrowest range that holds an address names its place. What it costs depends on how many different prefix
/// lengths there are, never on how many lines.
package struct PlaceTable: PlaceSource {
  private struct Prefix: Hashable {
    let bytes: [UInt8]
    let length: Int

    init(_ address: IPAddress, length: Int) {
      bytes = address.bytes.enumerated().map { index, byte in
        let kept = min(8, max(0, length - index * 8))
        return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
      }
      self.length = length
    }
  }

  private var places: [Prefix: String] = [:]
  /// The prefix lengths that occur, the longest first.
  private var lengths: [Int] = []

  /// Reads a table. `#` begins a comment.
  package init(_ text: String) throws(UnusableSettings) {
    var mistakes: [SettingMistake] = []
    var found: Set<Int> = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      guard let comma = line.firstIndex(of: ","), let prefix = Self.prefix(line[..<comma]),
        case let place = line[line.index(after: comma)...].trimmingCharacters(in: .whitespaces), !place.isEmpty,
        place.count <= 60
      else {
        mistakes.append(SettingMistake(name: "sign-in.places-file", reason: "line \(number + 1) is not range,place"))
        continue
      }
      places[prefix] = place
      found.insert(prefix.length)
    }
    if !mistakes.isEmpty { throw UnusableSettings(mistakes: mistakes) }
    lengths = found.sorted(by: >)
  }

  /// Reads the table in a file.
  package init(file: String) throws(UnusableSettings) {
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw UnusableSettings(mistakes: [SettingMistake(name: "sign-in.places-file", reason: "\(file) cannot be read")])
    }
    try self.init(text)
  }

  package func place(of address: ClientAddress) -> String? {
    guard let ip = address.ip else { return nil }
    return lengths.lazy.filter { $0 <= ip.bytes.count * 8 }.compactMap { places[Prefix(ip, length: $0)] }.first
  }

  private static func prefix(_ text: Substring) -> Prefix? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let address = IPAddress(first) else { return nil }
    let bits = address.bytes.count * 8
    guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
    return Prefix(address, length: length)
  }
}
