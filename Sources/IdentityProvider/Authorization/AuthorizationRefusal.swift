package import OAuth

/// Why an authorization request is refused, split by who may be told (RFC 6749 §4.1.2.1).
package enum AuthorizationRefusal: Error, Sendable, Hashable {
  /// Told to the person only: the address to answer to is unknown or not to be trusted.
  case shown(ShownRefusal)
  /// Told to the client. Only a registered address can be put here.
  case redirected(OAuthErrorCode, description: String, to: RegisteredRedirectURI, state: String?)
}

/// A refusal that never leaves our own page.
package enum ShownRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// The parameters cannot be read.
  case malformedParameters = "malformed_parameters"
  /// A parameter came twice (RFC 6749 §3.1); which of the two is meant, nobody can say.
  case duplicateParameter = "duplicate_parameter"
  /// No `client_id`.
  case missingClient = "missing_client"
  /// No client of this id is registered and in service.
  case unknownClient = "unknown_client"
  /// No `redirect_uri`. It is always required, also where one is registered (OpenID Connect Core §3.1.2.1).
  case missingRedirectURI = "missing_redirect_uri"
  /// The `redirect_uri` is not one of the client's, byte for byte.
  case unregisteredRedirectURI = "unregistered_redirect_uri"
}
