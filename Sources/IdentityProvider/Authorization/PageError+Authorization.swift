import OAuthHTTP

extension PageError {
  /// The page for a request that cannot be answered to the client. The reason is for the site's developer and stands in
  /// the log beside the error's id.
  init(_ refusal: ShownRefusal) {
    let words: (chinese: String, english: String) =
      switch refusal {
      case .malformedParameters, .duplicateParameter, .missingClient, .missingRedirectURI, .unusableRequest:
        (
          "办事网站发来的登录请求不完整。请返回网站重试；如仍不行，请告知网站管理方。",
          "The site sent an incomplete login request. Please go back and try again, or tell the site's operator."
        )
      case .unknownClient:
        (
          "发起登录的网站没有登记，或已停用。请核对网址是否正确。",
          "The site that asks for this login is not registered or not in service. Please check its address."
        )
      case .unregisteredRedirectURI:
        (
          "登录请求要求返回一个没有登记的网址，为保护您的安全已停止。请告知网站管理方。",
          "The login request names an address that is not registered, so it was stopped for your safety. Please tell the site's operator."
        )
      }
    self.init(status: 400, chinese: words.chinese, english: words.english, diagnosis: refusal.rawValue)
  }
}
