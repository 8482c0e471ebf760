import HTTPTypes
import Hummingbird

/// Which other origins' scripts may read an endpoint's answers (Fetch standard §3.2).
package enum CORSPolicy: Sendable, Hashable {
  /// None.
  case none
  /// Any, but never with cookies: for endpoints whose caller proves itself by what it sends (a wallet, a token).
  case anyOriginNoCredentials

  func apply(to response: inout Response) {
    switch self {
    case .none: break
    case .anyOriginNoCredentials:
      response.headers[.accessControlAllowOrigin] = "*"
      response.headers[.accessControlExposeHeaders] = Self.exposed
    }
  }

  static func preflight(methods: [HTTPRequest.Method]) -> Response {
    Response(
      status: .noContent,
      headers: [
        .accessControlAllowOrigin: "*",
        .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
        .accessControlAllowHeaders: "Authorization, Content-Type, Accept, DPoP",
        .accessControlMaxAge: "7200",
      ])
  }

  private static let exposed = "WWW-Authenticate, DPoP-Nonce, X-Request-Id, Retry-After"
}
