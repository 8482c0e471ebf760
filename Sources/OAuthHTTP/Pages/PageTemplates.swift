import Mustache

// Pages: templates and the files they refer to, handed in as bytes that are embedded in the program. Values are escaped
// for HTML unless a template asks for the raw value with three braces.

/// The templates of a server's pages.
package struct PageTemplates: Sendable {
  private let library: MustacheLibrary
  private let words: [Language: [String: String]]

  /// Parses all templates. A name is a file's name without its extension; partials are named likewise.
  /// - Parameters:
  ///   - parts: the templates' bytes by name.
  ///   - words: texts by language, that templates reach as `{{t.name}}`.
  package init(parts: [String: [UInt8]], words: [Language: [String: String]] = [:]) throws {
    EscapedHTML.register()
    var library = MustacheLibrary()
    for (name, bytes) in parts {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw PageTemplateError.notUTF8(name) }
      for partial in Self.partials(in: text) where parts[partial] == nil {
        throw PageTemplateError.unknownPartial(partial, in: name)
      }
      try library.register(EscapedHTML.pragma + text, named: name)
    }
    self.library = library
    self.words = words
  }

  /// Whether there is a template of this name.
  package func contains(_ name: String) -> Bool { library.getTemplate(named: name) != nil }

  /// The page, in `language`. Templates also see `lang` (the tag for the `lang` attribute), `isChinese`, `isEnglish`
  /// and `t` (the words). Leave a value out where there is none; a name that no template has is a mistake in the code.
  package func render(_ name: String, _ values: [String: any Sendable], language: Language) -> String {
    var values = values
    values["lang"] = language.rawValue
    values["isChinese"] = language == .zhHans
    values["isEnglish"] = language == .english
    values["t"] = words[language] ?? [:]
    let page = library.render(values, withTemplate: name)
    precondition(page != nil, "there is no template of this name")
    return page ?? ""
  }

  private static func partials(in text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let open = rest.firstRange(of: "{{>") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "}}") else { break }
      let name = rest[..<close.lowerBound].filter { $0 != " " }
      if !name.hasPrefix("*") { names.append(name) }
    }
    return names
  }
}
