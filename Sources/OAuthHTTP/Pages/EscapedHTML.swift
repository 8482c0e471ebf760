import Mustache

/// Escapes values for HTML by scalar. Mustache's own escaping goes by character and lets a quote through that is followed
/// by a combining mark; so every template begins with the pragma that chooses this one.
struct EscapedHTML: MustacheContentType {
  static let pragma = "{{% CONTENT_TYPE:ESCAPED_HTML}}"

  static func register() {
    MustacheContentTypes.register(EscapedHTML(), named: "ESCAPED_HTML")
  }

  func escapeText(_ text: String) -> String { HTMLText.escape(text) }
}
