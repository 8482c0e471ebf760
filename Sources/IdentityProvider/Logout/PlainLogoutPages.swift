package import Hummingbird
package import OAuthHTTP

/// The pages of logging out without any style.
package struct PlainLogoutPages: LogoutPages {
  /// The plain pages.
  package init() {}

  package func confirmation(
    _ question: LogoutQuestion, request: Request, context: AppContext
  ) -> Response {
    let inputs = question.fields.map { name, value in
      "<input type=\"hidden\" name=\"\(HTMLText.escape(name))\" value=\"\(HTMLText.escape(value))\">"
    }
    let language = Language.of(request)
    let title = language == .english ? "Log out?" : "要退出登录吗？"
    let button = language == .english ? "Log out" : "退出登录"
    let html = Self.page(
      title, language,
      """
      <p>\(HTMLText.escape(question.session.uscc))</p>
      <form method="post" action="\(HTMLText.escape(question.action))">\(inputs.joined())
      <button type="submit">\(button)</button></form>
      """)
    let origins = [question.returnAddress].compactMap { $0 }.compactMap { WebOrigin(of: $0.value) }
    return .html(html, policy: .page.allowingFormRedirects(to: origins), language: language)
  }

  package func farewell(_ farewell: LogoutFarewell, request: Request, context: AppContext) -> Response {
    let language = Language.of(request)
    let title = language == .english ? "You are logged out" : "已退出登录"
    let frames = farewell.frames.map { "<iframe hidden src=\"\(HTMLText.escape($0.address))\"></iframe>" }
    let next = farewell.next.map { "<a id=\"next\" href=\"\(HTMLText.escape($0))\">\(title)</a>" } ?? ""
    return .html(
      Self.page(title, language, next + frames.joined()), policy: .page.framing(farewell.frames.map(\.origin)),
      language: language)
  }

  private static func page(_ title: String, _ language: Language, _ body: String) -> String {
    """
    <!doctype html><html lang="\(language.rawValue)"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title)</title></head>
    <body><main><h1>\(title)</h1>\(body)</main></body></html>
    """
  }
}
