/// A cookie to be set (RFC 6265 §4.1). Always for the whole host and no other, and not for scripts unless that is said.
package struct SetCookie: Sendable, Hashable {
  /// When the browser sends it along from other sites.
  package enum SameSite: String, Sendable, Hashable {
    /// With top-level navigations: the way back from a wallet or portal.
    case lax = "Lax"
    /// Never.
    case strict = "Strict"
    /// Always, in frames of other sites too. Browsers keep such a cookie only where it is `Secure`.
    case none = "None"
  }

  /// The name.
  package let name: CookieName
  /// The value, of cookie characters.
  package let value: String
  /// Seconds to live; nil until the browser closes.
  package let maxAge: Int?
  /// When it is sent from other sites.
  package let sameSite: SameSite
  /// Whether scripts of this host may read it: for what is no secret.
  package let isReadable: Bool

  /// A cookie. Values are made here (base64url), so one with other characters is a mistake in the code.
  package init(
    _ name: CookieName, value: String, maxAge: Int? = nil, sameSite: SameSite = .lax, isReadable: Bool = false
  ) {
    precondition(value.utf8.allSatisfy(Self.isCookieByte), "cookie values are of cookie characters")
    self.name = name
    self.value = value
    self.maxAge = maxAge
    self.sameSite = sameSite
    self.isReadable = isReadable
  }

  /// Makes the browser forget the cookie.
  package static func expired(_ name: CookieName) -> SetCookie {
    SetCookie(name, value: "", maxAge: 0)
  }

  /// The value of `Set-Cookie`.
  package var header: String {
    var text = "\(name.value)=\(value); Path=/"
    if let maxAge { text += "; Max-Age=\(maxAge)" }
    if name.isSecure { text += "; Secure" }
    if !isReadable { text += "; HttpOnly" }
    return text + "; SameSite=\(sameSite.rawValue)"
  }

  /// `cookie-octet` (RFC 6265 §4.1.1).
  static func isCookieByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
    default: false
    }
  }
}
