package import OAuth
package import OAuthHTTP

/// The templates of this provider, with the files that they refer to. All of it is embedded in the program.
package struct SignInPages: Sendable {
  /// Style and script, to be mounted beside the rooms.
  package let assets: StaticAssets
  private let templates: PageTemplates
  private let appearance: PageAppearance
  /// Whether the pages are served by https.
  let isSecure: Bool

  /// Parses the embedded templates of the server at `issuer`; a mistake in one is found here, when the server starts.
  package init(issuer: Issuer, appearance: PageAppearance = PageAppearance()) throws {
    isSecure = issuer.isSecure
    self.appearance = appearance
    assets = StaticAssets(EmbeddedPages.assets.merging(appearance.assets) { ours, _ in ours })
    templates = try PageTemplates(parts: EmbeddedPages.templates)
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
    { error, errorID, language in
      var values: [String: any Sendable] = ["sentence": error.sentence(in: language), "errorID": errorID]
      values["forward"] = error.forward
      return render("error", values, language: language)
    }
  }
}
