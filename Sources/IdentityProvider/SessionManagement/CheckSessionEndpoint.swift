import JOSE
package import OAuth
package import OAuthHTTP

/// GET /check-session: the page that clients' pages frame and ask (OpenID Connect Session Management §3.2). It has
/// nothing to see or to press, its script asks nobody, and it is the same for everybody.
package struct CheckSessionEndpoint: Room {
  private let issuer: Issuer
  private let pages: SignInPages

  /// With the page.
  package init(issuer: Issuer, pages: SignInPages) {
    self.issuer = issuer
    self.pages = pages
  }

  package var endpoints: [Endpoint] {
    let metadata = MetadataPart([("check_session_iframe", .string(issuer.url("/check-session")))])
    var policy = ContentSecurityPolicy(script: [.ownOrigin])
    policy.isFramable = true
    let page = pages.render(
      "check-session", ["cookie": BrowserStateCookie(issuer: issuer).name.value], language: .english)
    return [
      .get("/check-session", metadata: metadata, audience: .person) { [policy] _, _ in .html(page, policy: policy) }
    ]
  }
}
