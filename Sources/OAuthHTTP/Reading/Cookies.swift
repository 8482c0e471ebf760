import HTTPTypes
package import Hummingbird

/// The cookies of a request (RFC 6265 §4.2). A name that comes twice counts as absent: one of the two was planted, and
/// nothing tells which.
package struct Cookies: Sendable {
  private var values: [String: String?] = [:]

  /// Reads the `Cookie` fields.
  package init(of request: Request) {
    self.init(fields: request.headers[values: .cookie])
  }

  /// Reads these fields; at most 64 cookies.
  init(fields: [String]) {
    for pair in fields.lazy.flatMap({ $0.split(separator: ";") }).prefix(64) {
      let pair = pair.drop { $0 == " " || $0 == "\t" }
      guard let equals = pair.firstIndex(of: "=") else { continue }
      let name = String(pair[..<equals])
      let value = String(pair[pair.index(after: equals)...])
      values[name] = .some(values.keys.contains(name) ? nil : value)
    }
  }

  /// The value of the cookie; nil when absent, empty, repeated, or not of cookie characters.
  package subscript(name: CookieName) -> String? {
    guard case .some(.some(let value)) = values[name.value], !value.isEmpty,
      value.utf8.allSatisfy(SetCookie.isCookieByte)
    else { return nil }
    return value
  }
}
