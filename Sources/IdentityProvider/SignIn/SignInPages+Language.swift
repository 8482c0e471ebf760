import Hummingbird
import OAuthHTTP

extension SignInPages {
  /// The response, with the language that somebody chose by the switch on a page (`?lang=en`) in a cookie, when the
  /// request made a choice.
  func remembering(_ request: Request, _ response: Response) -> Response {
    guard let chosen = request.uri.queryParameters[Substring(Language.parameterName)],
      let language = Language(tag: chosen)
    else { return response }
    var response = response
    response.remember(language, isSecure: isSecure)
    return response
  }
}
