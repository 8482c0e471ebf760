import OAuthHTTP

/// What the pages show of who operates the server, in the place of our name and sign; nothing else is for choice.
package struct PageAppearance: Sendable, Hashable {
  /// A small picture: SVG or PNG.
  package struct Emblem: Sendable, Hashable {
    /// Larger ones would make the first page heavy (60 kB in all).
    package static let limit = 16 * 1024

    let bytes: [UInt8]
    /// As the file is called among the assets.
    let name: String

    /// Refuses what is too large or neither of the two kinds.
    package init?(_ bytes: [UInt8]) {
      guard bytes.count <= Self.limit else { return nil }
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        name = "emblem.png"
      } else if let text = String(validating: bytes, as: UTF8.self), text.contains("<svg") {
        name = "emblem.svg"
      } else {
        return nil
      }
      self.bytes = bytes
    }
  }

  private let names: [Language: String]
  let emblem: Emblem?

  /// Ours, where nothing else is said. Without an English name the Chinese one stands on English pages too.
  package init(name: String? = nil, englishName: String? = nil, emblem: Emblem? = nil) {
    var names: [Language: String] = [:]
    names[.zhHans] = name
    names[.english] = englishName ?? name
    self.names = names
    self.emblem = emblem
  }

  func name(in language: Language) -> String? { names[language] }

  var assets: [String: [UInt8]] { emblem.map { [$0.name: $0.bytes] } ?? [:] }
}
