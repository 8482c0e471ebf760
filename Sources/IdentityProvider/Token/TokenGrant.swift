package import JOSE
package import OAuth

/// One way to get tokens at the token endpoint (RFC 6749 §1.3): one type for each.
package protocol TokenGrant: Sendable {
  /// What `grant_type` names it by.
  var type: GrantType { get }
  /// Accepts what the client offers and answers with tokens, or throws why not: a `TokenRefusal`, or an `OAuthError`
  /// where the parameters themselves cannot be read.
  func exchange(
    _ parameters: ParameterList, by caller: ConfirmedClient, at now: NumericDate
  ) async throws -> JSONObject
}
