import HTTPTypes
import Hummingbird
import OAuth
import OAuthHTTP

extension SignInPages {
  /// The page whose form takes an answer to the client (OAuth 2.0 Form Post Response Mode): by itself, or by its button
  /// where there is no script. It can be sent to that address and nowhere else.
  func formPost(_ parameters: [(String, String)], to target: ResponseTarget, request: Request) -> Response {
    let language = Language.of(request)
    let values: [String: any Sendable] = [
      "action": target.address.value,
      "clientName": language == .english ? target.client.name.en : target.client.name.zh,
      "fields": parameters.map { ["name": $0.0, "value": $0.1] as [String: any Sendable] },
    ]
    var policy = ContentSecurityPolicy.page
    policy.formAction = WebAddress(target.address.value).map { [.page($0)] } ?? []
    return page("form-post", values, for: request, policy: policy)
  }
}
