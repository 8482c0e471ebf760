import Foundation
import IdentityProvider

extension PageAppearance {
  /// As the settings say.
  init(_ reader: inout SettingsReader) {
    let name = Self.name("pages.product-name", "name on the pages in the place of 通照", &reader)
    let englishName = Self.name(
      "pages.product-name-english", "the same on English pages; the Chinese one when left out", &reader)
    var emblem: Emblem?
    if let path = reader.file("pages.emblem-file", "sign beside the name on the pages (SVG or PNG, 16 KiB at most)"),
      let content = FileManager.default.contents(atPath: path)
    {
      emblem = Emblem([UInt8](content))
      if emblem == nil { reader.wrong("pages.emblem-file", "must be an SVG or PNG file of 16 KiB at most") }
    }
    self.init(name: name, englishName: englishName, emblem: emblem)
  }

  private static func name(_ setting: String, _ meaning: String, _ reader: inout SettingsReader) -> String? {
    guard let name = reader.text(setting, meaning) else { return nil }
    if name.count > 24 { reader.wrong(setting, "must be 24 characters at most, to stand on one line of a phone") }
    return name
  }
}
