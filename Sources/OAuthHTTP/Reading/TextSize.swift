import HTTPTypes
package import Hummingbird

/// How large the text of pages is, for whoever reads them. A choice, and nothing that says who chose.
package enum TextSize: String, Sendable, Hashable, CaseIterable {
  case usual
  /// 大字版, for weak eyes.
  case large

  /// The query parameter that chooses one.
  package static let parameterName = "text"
  /// Seconds that a choice is remembered: a year.
  private static let memory = 31_536_000

  /// What the request chooses; nil where it leaves all as it is.
  package static func chosen(by request: Request) -> TextSize? {
    request.uri.queryParameters[Substring(parameterName)].flatMap { TextSize(rawValue: String($0)) }
  }

  /// What the request chooses, then what was chosen before.
  package static func of(_ request: Request, rememberedIn name: CookieName) -> TextSize {
    chosen(by: request) ?? Cookies(of: request)[name].flatMap(TextSize.init(rawValue:)) ?? .usual
  }

  /// What makes the browser remember it, or forget what it remembers.
  package func cookie(_ name: CookieName) -> SetCookie {
    switch self {
    case .usual: .expired(name)
    case .large: SetCookie(name, value: rawValue, maxAge: Self.memory)
    }
  }
}
