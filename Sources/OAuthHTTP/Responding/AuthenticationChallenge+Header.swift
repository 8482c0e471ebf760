import JOSE
import OAuth

extension AuthenticationChallenge {
  /// The value of `WWW-Authenticate` (RFC 6749 §5.2, RFC 6750 §3). Descriptions hold no quote and no backslash.
  func header(for error: OAuthError) -> String {
    let place = error.resourceMetadata.map { #", resource_metadata="\#($0)""# } ?? ""
    return value(for: error) + place
  }

  private func value(for error: OAuthError) -> String {
    let reason = #"error="\#(error.code.rawValue)", error_description="\#(error.description)""#
    switch self {
    case .basic: return #"Basic realm="tongzhao", charset="UTF-8""#
    case .bearerWithoutError: return #"Bearer realm="tongzhao""#
    case .dpop:
      let algorithms = DPoPProof.algorithms.map(\.rawValue).joined(separator: " ")
      return #"DPoP realm="tongzhao", \#(reason), algs="\#(algorithms)""#
    case .bearer(let scope):
      guard let scope, !scope.isEmpty else { return #"Bearer realm="tongzhao", \#(reason)"# }
      return #"Bearer realm="tongzhao", \#(reason), scope="\#(scope.text)""#
    }
  }
}
