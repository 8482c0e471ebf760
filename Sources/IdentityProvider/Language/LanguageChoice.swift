import HTTPTypes
package import Hummingbird
import OAuthHTTP

/// Remembers the language that somebody chose by the switch on a page (`?lang=en`).
package enum LanguageChoice {
  /// The response, with the choice in a cookie when the request made one. It is no secret and needs no prefix.
  package static func remembering(_ request: Request, _ response: Response) -> Response {
    guard let chosen = request.uri.queryParameters[Substring(Language.parameterName)],
      let language = Language(tag: chosen)
    else { return response }
    var response = response
    response.headers.append(
      HTTPField(
        name: .setCookie,
        value: "\(Language.parameterName)=\(language.rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"))
    return response
  }
}
