import OAuth

extension AuthenticationChallenge {
  /// The value of `WWW-Authenticate` (RFC 6749 §5.2, RFC 6750 §3). Descriptions hold no quote and no backslash.
  func header(for error: OAuthError) -> String {
    switch self {
    case .basic: return #"Basic realm="tongzhao", charset="UTF-8""#
    case .bearerWithoutError: return #"Bearer realm="tongzhao""#
    case .bearer(let scope):
      let reason = #"error="\#(error.code.rawValue)", error_description="\#(error.description)""#
      guard let scope, !scope.isEmpty else { return #"Bearer realm="tongzhao", \#(reason)"# }
      return #"Bearer realm="tongzhao", \#(reason), scope="\#(scope.text)""#
    }
  }
}
