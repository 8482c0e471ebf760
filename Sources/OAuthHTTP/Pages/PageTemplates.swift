import Mustache
import Synchronization

// Pages: templates and the files they refer to, handed in as bytes that are embedded in the program. Values are escaped
// for HTML unless a template asks for the raw value with three braces.

/// The templates of a server's pages.
package final class PageTemplates: Sendable {
  /// A template that nobody has asked for yet, and the templates that it refers to.
  private struct Source: Sendable {
    let text: String
    let references: [String]
  }

  private let sources: [String: Source]
  private let words: [Language: [String: String]]
  /// What has been asked for, parsed: this takes longer than all else of a server's start, and most pages are rare. Each
  /// language has its own, in which nothing of the others is left to be passed over when a page is drawn.
  private let parsed = Mutex<[Language: MustacheLibrary]>([:])

  /// Takes the templates, to be parsed when a page needs them. A name is a file's name without its extension; partials are
  /// named likewise.
  /// - Parameters:
  ///   - parts: the templates' bytes by name.
  ///   - words: texts by language, that templates reach as `{{t.name}}`.
  package init(parts: [String: [UInt8]], words: [Language: [String: String]] = [:]) throws {
    EscapedHTML.register()
    var sources: [String: Source] = [:]
    for (name, bytes) in parts {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw PageTemplateError.notUTF8(name) }
      let references = Self.references(in: bytes)
      for other in references where parts[other] == nil {
        throw PageTemplateError.unknownPartial(other, in: name)
      }
      sources[name] = Source(text: EscapedHTML.pragma + text, references: references)
    }
    self.sources = sources
    self.words = words
  }

  /// Parses all templates, which are part of the program: its tests find the mistakes in them.
  package func check() throws {
    for name in sources.keys {
      for language in Language.allCases { _ = try library(for: name, in: language) }
    }
  }

  /// Whether there is a template of this name.
  package func contains(_ name: String) -> Bool { sources[name] != nil }

  /// The page, in `language`. Templates also see `lang` (the tag for the `lang` attribute), `isChinese`, `isEnglish`
  /// and `t` (the words). Leave a value out where there is none; a name that no template has is a mistake in the code.
  package func render(_ name: String, _ values: [String: any Sendable], language: Language) -> String {
    var values = values
    values["lang"] = language.rawValue
    for other in Language.allCases { values[other.section] = language == other }
    values["t"] = words[language] ?? [:]
    let page = try? library(for: name, in: language).render(values, withTemplate: name)
    precondition(page != nil, "there is no template of this name, or it cannot be parsed")
    return page ?? ""
  }

  /// A library that has this template and all that it refers to.
  private func library(for name: String, in language: Language) throws -> MustacheLibrary {
    try parsed.withLock { parsed in
      var library = parsed[language] ?? MustacheLibrary()
      guard library.getTemplate(named: name) == nil else { return library }
      var needed = [name]
      while let next = needed.popLast() {
        guard library.getTemplate(named: next) == nil, let source = sources[next] else { continue }
        try library.register(try Self.text(source.text, in: language, named: next), named: next)
        needed += source.references
      }
      parsed[language] = library
      return library
    }
  }

  /// A template with this language's sections as if they stood there by themselves, and without the others'.
  private static func text(_ text: String, in language: Language, named name: String) throws -> String {
    var text = text
    for other in Language.allCases {
      var resolved = ""
      var rest = text[...]
      while let opening = rest.firstRange(of: "{{#\(other.section)}}") {
        guard let closing = rest[opening.upperBound...].firstRange(of: "{{/\(other.section)}}") else {
          throw PageTemplateError.openSection(other.section, in: name)
        }
        resolved += rest[..<opening.lowerBound]
        if other == language { resolved += rest[opening.upperBound..<closing.lowerBound] }
        rest = rest[closing.upperBound...]
      }
      text = resolved + rest
    }
    return text
  }

  /// What stands in `{{> name}}` (a partial) and `{{< name}}` (a layout).
  private static func references(in text: [UInt8]) -> [String] {
    var names: [String] = []
    for start in text.indices.dropLast(2)
    where text[start] == UInt8(ascii: "{") && text[start + 1] == UInt8(ascii: "{")
      && (text[start + 2] == UInt8(ascii: ">") || text[start + 2] == UInt8(ascii: "<"))
    {
      let name = text[(start + 3)...].prefix { $0 != UInt8(ascii: "}") }.filter { $0 != UInt8(ascii: " ") }
      names.append(String(decoding: name, as: UTF8.self))
    }
    return names
  }
}

extension Language {
  /// How templates name what is for this language only.
  fileprivate var section: String {
    switch self {
    case .zhHans: "isChinese"
    case .english: "isEnglish"
    }
  }
}
