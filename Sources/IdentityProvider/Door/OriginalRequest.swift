import HTTPTypes
import Hummingbird
import OAuthHTTP

/// The request about which nginx asks.
struct OriginalRequest: Sendable {
  /// Where it went.
  let path: ReturnPath?
  /// Whether a person opened an address, so that a login may take its place. A form that is sent and a script that
  /// fetches would lose what they carry, or get a page for data: they are told 401.
  let isNavigation: Bool

  /// Reads what nginx says of it, and what the browser said of itself (Fetch Metadata §2).
  init(_ request: Request) {
    let headers = request.headers
    path = headers[.originalURI].flatMap { ReturnPath($0) }
    let isScript = headers[.requestedWith] != nil
    let navigates = headers[.fetchMode].map { $0 == "navigate" } ?? request.prefersHTML
    isNavigation = headers[.originalMethod] == "GET" && navigates && !isScript
  }
}

extension HTTPField.Name {
  /// `X-Original-URI`: path and query of the request that nginx asks about.
  static let originalURI = HTTPField.Name("X-Original-URI")!
  /// `X-Original-Method`: its method.
  static let originalMethod = HTTPField.Name("X-Original-Method")!
  /// `X-Requested-With`, which scripts' libraries set.
  static let requestedWith = HTTPField.Name("X-Requested-With")!
  /// `Sec-Fetch-Mode` (Fetch Metadata §2.2).
  static let fetchMode = HTTPField.Name("Sec-Fetch-Mode")!
}
