package import Hummingbird
import HTTPTypes
import JOSE
package import OAuth

/// The `Authorization` header (RFC 9110 §11.6.2).
package enum AuthorizationHeader: Sendable {
  /// Not sent.
  case none
  /// An access token (RFC 6750 §2.1).
  case bearer(String)
  /// An access token that is bound to a DPoP key (RFC 9449 §7.1).
  case dpop(String)
  /// A client's identifier and password, form-decoded each (RFC 6749 §2.3.1).
  case basic(name: String, password: String)
  /// A scheme that this server does not take, in lower case.
  case other(scheme: String)

  /// Reads the header. Two of them, or one that breaks the grammar of its scheme, are `invalid_request`; broken Basic
  /// credentials are `invalid_client`.
  package init(of request: Request) throws(OAuthError) {
    let fields = request.headers[values: .authorization]
    guard let field = fields.first else {
      self = .none
      return
    }
    guard fields.count == 1 else {
      throw OAuthError(.invalidRequest, "send one Authorization header")
    }
    let space = field.utf8.firstIndex(of: UInt8(ascii: " ")) ?? field.endIndex
    let credentials = Substring(field.utf8[space...].drop { $0 == UInt8(ascii: " ") })
    switch field[..<space].lowercased() {
    case "bearer":
      guard Self.isToken68(credentials) else {
        throw OAuthError(.invalidRequest, "the Authorization header holds no bearer token")
      }
      self = .bearer(String(credentials))
    case "dpop":
      guard Self.isToken68(credentials) else {
        throw OAuthError(.invalidRequest, "the Authorization header holds no access token")
      }
      self = .dpop(String(credentials))
    case "basic":
      guard let pair = Self.basic(credentials) else {
        throw OAuthError(.invalidClient, "the Basic credentials cannot be read")
      }
      self = .basic(name: pair.name, password: pair.password)
    case let scheme: self = .other(scheme: String(scheme.prefix(32)))
    }
  }

  private static func isToken68(_ text: Substring) -> Bool {
    // An array, because the characters of a long token are gone through faster in one.
    let bytes = Array(text.utf8)
    let body = bytes.prefix { $0 != UInt8(ascii: "=") }
    let isBody = body.allSatisfy {
      Percent.isUnreserved($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
    }
    return !body.isEmpty && isBody && bytes[body.endIndex...].allSatisfy { $0 == UInt8(ascii: "=") }
  }

  private static func basic(_ text: Substring) -> (name: String, password: String)? {
    guard text.utf8.count <= 8192, let bytes = Base64.decode(text),
      let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      let name = Percent.decode(bytes[..<colon], plusIsSpace: true).flatMap({ String(validating: $0, as: UTF8.self) }),
      let password = Percent.decode(bytes[(colon + 1)...], plusIsSpace: true)
        .flatMap({ String(validating: $0, as: UTF8.self) })
    else { return nil }
    return (name, password)
  }
}
