import Hummingbird
import OAuthHTTP

/// Where the size of text is switched from a page that cannot be asked for once more, because it answers a form.
struct TextSizePage: Room {
  static let path = "/text-size"

  let pages: SignInPages

  var endpoints: [Endpoint] {
    [.get(Self.path, audience: .person) { request, _ in pages.page("text-size", [:], for: request) }]
  }
}
