package import Hummingbird
package import OAuthHTTP

import HTTPTypes

extension SignInPages: LogoutPages {
  package func confirmation(
    _ question: LogoutQuestion, request: Request, context: AppContext
  ) async throws -> Response {
    let language = Language.of(request)
    var values: [String: any Sendable] = [
      "action": question.action, "uscc": question.session.uscc,
      "fields": question.fields.map { ["name": $0.0, "value": $0.1] as [String: any Sendable] },
    ]
    values["clientName"] = question.client.map { language == .english ? $0.name.en : $0.name.zh }
    let policy = ContentSecurityPolicy.page.allowingFormRedirects(
      to: [question.returnAddress.flatMap { WebOrigin(of: $0.value) }].compactMap { $0 })
    return page("logout", values, for: request, policy: policy)
  }

  package func farewell(
    _ farewell: LogoutFarewell, request: Request, context: AppContext
  ) async throws -> Response {
    let language = Language.of(request)
    var values: [String: any Sendable] = ["isReturnRefused": farewell.isReturnRefused]
    values["clientName"] = farewell.client.map { language == .english ? $0.name.en : $0.name.zh }
    values["next"] = farewell.next
    values["frames"] = farewell.frames.map { ["address": $0.address] as [String: any Sendable] }
    values["siteURL"] =
      farewell.next != nil ? nil : farewell.client?.redirectURIs.first.flatMap { WebOrigin(of: $0.value)?.value }
    return page("logged-out", values, for: request, policy: .page.framing(farewell.frames.map(\.origin)))
  }
}
