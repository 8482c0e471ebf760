import HTTPTypes
import Hummingbird
package import OAuth
package import OAuthHTTP

/// The templates of this provider, with the files that they refer to. All of it is embedded in the program.
package struct SignInPages: Sendable {
  /// Style and script, to be mounted beside the rooms.
  package let assets: StaticAssets
  private let templates: PageTemplates
  private let appearance: PageAppearance
  /// Whether the pages are served by https.
  private let isSecure: Bool
  /// Where a browser remembers that its reader wants large text.
  private let textSize: CookieName

  /// Takes the embedded templates, for the server at `issuer`.
  package init(issuer: Issuer, appearance: PageAppearance = PageAppearance()) throws {
    isSecure = issuer.isSecure
    textSize = CookieName("text", for: issuer)
    self.appearance = appearance
    assets = StaticAssets(EmbeddedPages.assets.merging(appearance.assets) { ours, _ in ours })
    templates = try PageTemplates(parts: EmbeddedPages.templates)
  }

  /// Parses every template; for the tests of what is embedded.
  package func check() throws { try templates.check() }

  /// A page as an answer to the request: in the language and with the size of text that its reader chose, which the
  /// browser is told to remember where this request is the choice. Its switches lead to `path`, or to the address that was
  /// asked for.
  /// - Parameter language: where something else than the request has a say in it.
  func page(
    _ name: String, _ values: [String: any Sendable], for request: Request, language: Language? = nil,
    status: HTTPResponse.Status = .ok, policy: OAuthHTTP.ContentSecurityPolicy = .page
  ) -> Response {
    let language = language ?? Language.of(request)
    var values = values
    values["isLarge"] = TextSize.of(request, rememberedIn: textSize) == .large
    let address = values["path"].map { "\($0)?" } ?? PageSwitches.address(of: request)
    values["here"] = address ?? "\(TextSizePage.path)?"
    var response = Response.html(
      render(name, values, language: language), status: status, policy: policy, language: language)
    if let chosen = Language.chosen(by: request) { response.remember(chosen, isSecure: isSecure) }
    if let chosen = TextSize.chosen(by: request) { response.setCookie(chosen.cookie(textSize)) }
    return response
  }

  /// A page in a language. Templates also see `style`, `script` and `checkSession`, and what the operator put in the place of ours:
  /// `productName` and `emblem`.
  package func render(_ name: String, _ values: [String: any Sendable], language: Language) -> String {
    var values = values
    values["style"] = assets["style.css"]
    values["script"] = assets["sign-in.js"]
    values["checkSession"] = assets["check-session.js"]
    values["productName"] = appearance.name(in: language)
    values["emblem"] = appearance.emblem.flatMap { assets[$0.name] }
    return templates.render(name, values, language: language)
  }

  /// The page for an error, for `buildRouter`.
  package var errorPage: ErrorPageRenderer {
    { error, errorID, request in
      var values: [String: any Sendable] = ["sentence": error.sentence(in: .of(request)), "errorID": errorID]
      values["forward"] = error.forward
      // What was asked for is refused, and not repeated.
      values["path"] = TextSizePage.path
      return page("error", values, for: request, status: .init(code: error.status))
    }
  }
}
