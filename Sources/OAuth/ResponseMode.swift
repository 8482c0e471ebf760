/// How the answer of the authorization endpoint travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1). The
/// fragment modes have no case: they are for answers that carry tokens, and none does.
package enum ResponseMode: String, Sendable, Hashable, CaseIterable {
  /// In the query of the redirect URI; the default for a code.
  case query
  /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
  case formPost = "form_post"
  /// Signed, in the way that is usual for the response type: for a code, the query (JARM §2.3.4).
  case jwt
  /// Signed, in the query (JARM §2.3.1).
  case queryJWT = "query.jwt"
  /// Signed, in a form that the browser posts (JARM §2.3.3).
  case formPostJWT = "form_post.jwt"

  /// Whether the answer is one signed token.
  package var isSigned: Bool {
    switch self {
    case .query, .formPost: false
    case .jwt, .queryJWT, .formPostJWT: true
    }
  }

  /// Whether the browser posts the answer.
  package var isPosted: Bool {
    switch self {
    case .formPost, .formPostJWT: true
    case .query, .jwt, .queryJWT: false
    }
  }
}
