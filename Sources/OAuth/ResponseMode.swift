/// How the answer of the authorization endpoint travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1).
package enum ResponseMode: String, Sendable, Hashable, CaseIterable {
  /// In the query of the redirect URI; the default for a code.
  case query
  /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
  case formPost = "form_post"

  /// The modes that are served; discovery lists these and no others.
  package static let supported: [ResponseMode] = [.query]
}
