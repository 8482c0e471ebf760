package import HTTPTypes
import Hummingbird

/// Sets what every answer carries, keeping what an endpoint chose itself. The values are built once.
struct SecurityHeaders: Sendable {
  private let forBrowsers: [HTTPField]
  private let forPrograms: [HTTPField]

  init(isSecure: Bool) {
    let transport = isSecure ? [Self.transport] : []
    forBrowsers = Self.everywhere + [Self.openerPolicy] + transport
    forPrograms = Self.everywhere + transport
  }

  func complete(_ response: inout Response, _ requestID: String) {
    var policy: String?
    var type: String?
    var present: [HTTPField.Name] = []
    for field in response.headers {
      switch field.name {
      case .contentSecurityPolicy: policy = field.value
      case .contentType: type = field.value
      default: present.append(field.name)
      }
    }
    // Appended where nothing stands in the way: to replace a field, all are gone through.
    func set(_ field: HTTPField) {
      if present.contains(field.name) {
        response.headers[field.name] = field.value
      } else {
        response.headers.append(field)
      }
    }
    if policy == nil {
      response.headers.append(type?.hasPrefix("text/html") == true ? Self.pagePolicy : Self.nothingPolicy)
    }
    if !present.contains(.cacheControl) { response.headers.append(Self.notStored) }
    set(HTTPField(name: .requestID, value: requestID))
    // JSON and tokens are not drawn, have no links, and load nothing: what is said to browsers about documents would be
    // as much again as the answer itself.
    if type?.hasPrefix("application/") == true, response.status.kind != .redirection {
      for field in forPrograms { set(field) }
      return
    }
    for field in Self.defaults where !present.contains(field.name) { response.headers.append(field) }
    for field in forBrowsers { set(field) }
    // Our own two policies forbid it.
    if policy.map(ContentSecurityPolicy.forbidsFraming) ?? true { set(Self.unframed) }
  }

  private static let pagePolicy = HTTPField(name: .contentSecurityPolicy, value: ContentSecurityPolicy.pageHeader)
  private static let nothingPolicy = HTTPField(
    name: .contentSecurityPolicy, value: ContentSecurityPolicy.nothingHeader)
  private static let notStored = HTTPField(name: .cacheControl, value: "no-store")
  /// What an endpoint may choose otherwise.
  private static let defaults = [
    HTTPField(name: .referrerPolicy, value: "no-referrer"),
    HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=(), payment=()"),
  ]
  private static let everywhere = [HTTPField(name: .xContentTypeOptions, value: "nosniff")]
  private static let openerPolicy = HTTPField(name: .openerPolicy, value: "same-origin")
  private static let unframed = HTTPField(name: .frameOptions, value: "DENY")
  private static let transport = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
}

package extension HTTPField.Name {
  /// `Referrer-Policy`.
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  /// `Permissions-Policy`.
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
  /// `X-Frame-Options`, for browsers older than `frame-ancestors`.
  static let frameOptions = HTTPField.Name("X-Frame-Options")!
  /// `Cross-Origin-Opener-Policy`.
  static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
  /// `X-Request-Id`.
  static let requestID = HTTPField.Name("X-Request-Id")!
  /// `X-Forwarded-For`.
  static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
