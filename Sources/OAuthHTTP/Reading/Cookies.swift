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
    let pairs = fields.flatMap { Array($0.utf8).split(separator: UInt8(ascii: ";")) }
    for pair in pairs.prefix(64) {
      let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
      // Both signs are ASCII, so neither half begins or ends within a character.
      let name = String(decoding: pair[..<equals], as: UTF8.self)
      let value = String(decoding: pair[(equals + 1)...], as: UTF8.self)
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
