package import HTTPTypes
import Hummingbird

/// Sets what every answer carries, keeping what an endpoint chose itself. The values are built once.
struct SecurityHeaders: RouterMiddleware {
  let isSecure: Bool

  func handle(
    _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    var policy: String?
    var isPage = false
    var present: [HTTPField.Name] = []
    for field in response.headers {
      switch field.name {
      case .contentSecurityPolicy: policy = field.value
      case .contentType: isPage = field.value.hasPrefix("text/html")
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
    if policy == nil { response.headers.append(isPage ? Self.pagePolicy : Self.nothingPolicy) }
    for field in Self.defaults where !present.contains(field.name) { response.headers.append(field) }
    for field in Self.always { set(field) }
    // Our own two policies forbid it.
    if policy.map(ContentSecurityPolicy.forbidsFraming) ?? true { set(Self.unframed) }
    set(HTTPField(name: .requestID, value: context.requestID))
    if isSecure { set(Self.transport) }
    return response
  }

  private static let pagePolicy = HTTPField(name: .contentSecurityPolicy, value: ContentSecurityPolicy.pageHeader)
  private static let nothingPolicy = HTTPField(
    name: .contentSecurityPolicy, value: ContentSecurityPolicy.nothingHeader)
  /// What an endpoint may choose otherwise.
  private static let defaults = [
    HTTPField(name: .cacheControl, value: "no-store"), HTTPField(name: .referrerPolicy, value: "no-referrer"),
    HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=(), payment=()"),
  ]
  private static let always = [
    HTTPField(name: .xContentTypeOptions, value: "nosniff"), HTTPField(name: .openerPolicy, value: "same-origin"),
  ]
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
