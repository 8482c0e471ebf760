import OAuth
import OAuthHTTP

/// Why the door answers nobody's nginx, or does not let a person in.
enum DoorRefusal: Error, Sendable, Hashable {
  /// nginx did not prove to be a client of ours; with what the client is told.
  case unknownCaller(String)
  /// The client has no door (`tongzhao_door`).
  case notRegistered
  /// nginx does not say at which host, or says two.
  case missingHost
  /// The client has no door at that host.
  case foreignHost
  /// The licence's state cannot be established at the moment.
  case standingUnknown
  /// The answer belongs to no login that began in this browser.
  case otherBrowser
  /// The answer is not from this server (RFC 9207).
  case otherIssuer
  /// The person refused, or the login ended.
  case declined(String)
  /// The code is used, too old, or of another login.
  case badCode
  /// The login ended between the code and its redemption.
  case ended(GrantDeath)

  /// What nginx is told. It takes everything but 401 and 403 for a failure and lets nobody through.
  var error: OAuthError {
    switch self {
    case .unknownCaller(let why): OAuthError(.unauthorizedClient, why, status: 403)
    case .notRegistered:
      OAuthError(.unauthorizedClient, "the client is not registered with tongzhao_door", status: 403)
    case .missingHost: OAuthError(.invalidRequest, "send the host's origin once, in Tongzhao-Door-Host")
    case .foreignHost:
      OAuthError(
        .unauthorizedClient, "Tongzhao-Door-Host with \(DoorHost.callbackPath) is no redirect_uri of the client",
        status: 403)
    case .standingUnknown:
      OAuthError(.temporarilyUnavailable, "the state of the licence cannot be established", retryAfter: 5)
    case .otherBrowser, .otherIssuer, .declined, .badCode, .ended:
      OAuthError(.accessDenied, "the login was not completed", status: 403)
    }
  }

  /// What a person is told.
  var page: PageError {
    switch self {
    case .unknownCaller, .notRegistered, .missingHost, .foreignHost:
      PageError(
        status: 403, chinese: "这个系统的登录入口没有配置好。请告诉工作人员错误编号。",
        english: "The login of this system is not set up correctly. Please tell the staff the error id.",
        diagnosis: error.description)
    case .standingUnknown:
      PageError(
        status: 503, chinese: "暂时无法核实执照状态，请稍后再试。",
        english: "The state of the licence cannot be checked right now. Please try again shortly.", forward: "/")
    case .otherBrowser:
      PageError(
        status: 403, chinese: "这次登录不是在这个浏览器里开始的，或者时间过久。请重新登录。",
        english: "This login was not started in this browser, or long ago. Please log in again.", forward: "/")
    case .declined(let code):
      PageError(
        status: 403, chinese: "登录没有完成。可以重新登录。", english: "The login was not completed. You can log in again.",
        forward: "/", diagnosis: code)
    case .otherIssuer, .badCode, .ended:
      PageError(
        status: 403, chinese: "这次登录已失效。请重新登录。", english: "This login is no longer valid. Please log in again.",
        forward: "/", diagnosis: "\(self)")
    }
  }
}
