package import HTTPTypes
import Hummingbird

/// Sets what every answer carries, keeping what an endpoint chose itself. The values are built once.
struct SecurityHeaders: RouterMiddleware {
  let isSecure: Bool

  func handle(
    _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    if response.headers[.contentSecurityPolicy] == nil {
      let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
      response.headers[.contentSecurityPolicy] =
        isPage ? ContentSecurityPolicy.pageHeader : ContentSecurityPolicy.nothingHeader
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if response.headers[.referrerPolicy] == nil { response.headers[.referrerPolicy] = "no-referrer" }
    if response.headers[.permissionsPolicy] == nil { response.headers[.permissionsPolicy] = Self.permissions }
    response.headers[.xContentTypeOptions] = "nosniff"
    if ContentSecurityPolicy.forbidsFraming(response.headers[.contentSecurityPolicy] ?? "") {
      response.headers[.frameOptions] = "DENY"
    }
    response.headers[.openerPolicy] = "same-origin"
    response.headers[.requestID] = context.requestID
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }

  private static let permissions = "camera=(), geolocation=(), microphone=(), payment=()"
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
