import HTTPTypes
import OAuthHTTP

/// What the portal says when there is nothing else to show.
enum PortalMessage: CaseIterable {
  case loggedOut, refused, foreign, unavailable

  var status: HTTPResponse.Status {
    switch self {
    case .loggedOut, .refused: .ok
    case .foreign: .badRequest
    case .unavailable: .badGateway
    }
  }

  func title(_ language: Language) -> String {
    switch (self, language) {
    case (.loggedOut, .zhHans): "您已退出"
    case (.loggedOut, .english): "You are logged out"
    case (.refused, .zhHans): "没有登录"
    case (.refused, .english): "Not logged in"
    case (.foreign, .zhHans): "请重新登录"
    case (.foreign, .english): "Please log in again"
    case (.unavailable, .zhHans): "暂时无法登录"
    case (.unavailable, .english): "Login is not available right now"
    }
  }

  func sentence(_ language: Language) -> String {
    switch (self, language) {
    case (.loggedOut, .zhHans): "您已安全退出济源政务服务网。"
    case (.loggedOut, .english): "You have safely left Jiyuan Government Services."
    case (.refused, .zhHans): "登录没有完成。您可以重新登录，或返回首页。"
    case (.refused, .english): "The login was not finished. You can log in again or go back to the start."
    case (.foreign, .zhHans): "这次登录不是在本浏览器开始的，或已经用过。请重新登录。"
    case (.foreign, .english): "This login did not begin in this browser, or was used already. Please log in again."
    case (.unavailable, .zhHans): "登录服务没有应答，请稍后再试。"
    case (.unavailable, .english): "The login service did not answer. Please try again shortly."
    }
  }
}
