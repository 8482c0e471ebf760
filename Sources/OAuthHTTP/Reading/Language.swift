import HTTPTypes
package import Hummingbird
import OAuth

/// The languages of the pages. Chinese is where nothing else is asked for.
package enum Language: String, Sendable, Hashable, CaseIterable {
  /// Simplified Chinese.
  case zhHans = "zh-CN"
  /// English.
  case english = "en"

  /// The language that serves this tag (BCP 47), such as `zh-Hans-CN` or `en-GB`.
  package init?(tag: some StringProtocol) {
    switch tag.prefix(while: { $0 != "-" && $0 != "_" }).lowercased() {
    case "zh": self = .zhHans
    case "en": self = .english
    default: return nil
    }
  }

  /// The cookie and the query parameter that choose a language. Not a secret, so the cookie needs no prefix.
  package static let parameterName = "lang"

  /// What the request chooses; nil where it leaves all as it is.
  package static func chosen(by request: Request) -> Language? {
    request.uri.queryParameters[Substring(parameterName)].flatMap { Language(tag: $0) }
  }

  /// `lang` in the query or in the cookie, then `ui_locales`, then `Accept-Language`, then Chinese.
  package static func of(_ request: Request, uiLocales: String? = nil) -> Language {
    let query = request.uri.queryParameters[Substring(parameterName)]
    return negotiate(
      query: query.map(String.init), cookie: cookie(request), uiLocales: uiLocales,
      acceptLanguage: request.headers[.acceptLanguage])
  }

  /// The same, from its parts.
  package static func negotiate(
    query: String?, cookie: String?, uiLocales: String?, acceptLanguage: String?
  ) -> Language {
    if let chosen = query.flatMap({ Language(tag: $0) }) ?? cookie.flatMap({ Language(tag: $0) }) { return chosen }
    for tag in (uiLocales ?? "").prefix(256).split(separator: " ") {
      if let language = Language(tag: tag) { return language }
    }
    return accepted(acceptLanguage ?? "") ?? .zhHans
  }

  /// The best of `Accept-Language` (RFC 9110 §12.5.4): the highest weight, then the first.
  private static func accepted(_ header: String) -> Language? {
    var best: (language: Language, weight: Int)?
    for range in header.prefix(512).split(separator: ",") {
      let parts = range.split(separator: ";")
      guard let tag = parts.first.map({ $0.filter { $0 != " " && $0 != "\t" } }) else { continue }
      let weight = parts.dropFirst().lazy.compactMap(weight).first ?? 1000
      guard weight > 0, let language = tag == "*" ? .zhHans : Language(tag: tag) else { continue }
      if best.map({ weight > $0.weight }) ?? true { best = (language, weight) }
    }
    return best?.language
  }

  /// `q=0.8` as 800.
  private static func weight(_ parameter: Substring) -> Int? {
    let text = parameter.filter { $0 != " " && $0 != "\t" }
    guard text.hasPrefix("q=") || text.hasPrefix("Q="), let value = Double(text.dropFirst(2)), (0...1).contains(value)
    else { return nil }
    return Int(value * 1000)
  }

  private static func cookie(_ request: Request) -> String? {
    let mark = "lang=".utf8
    let pairs = request.headers[values: .cookie].flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
    for pair in pairs.prefix(64) {
      let pair = pair.drop { $0 == UInt8(ascii: " ") }
      if pair.starts(with: mark) { return String(Substring(pair.dropFirst(mark.count)).prefix(16)) }
    }
    return nil
  }
}
