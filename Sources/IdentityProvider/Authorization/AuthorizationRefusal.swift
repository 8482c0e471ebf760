package import OAuth

/// Why an authorization request is refused, split by who may be told (RFC 6749 §4.1.2.1).
package enum AuthorizationRefusal: Error, Sendable {
  /// Told to the person only: the address to answer to is unknown or not to be trusted.
  case shown(ShownRefusal)
  /// Told to the client. Only a registered address can be put here.
  case redirected(OAuthErrorCode, description: String, to: ResponseTarget)
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
  /// The parameters that count are not to be had, and no address of the client's stands beside.
  case unusableRequest = "unusable_request"
}

extension OAuthError {
  /// The same for who asks directly and not by a browser (RFC 9126 §2.3).
  init(_ refusal: AuthorizationRefusal) {
    switch refusal {
    case .redirected(let code, let description, _): self.init(code, description)
    case .shown(let refusal): self.init(refusal)
    }
  }

  /// The same for who asks directly.
  init(_ refusal: ShownRefusal) {
    switch refusal {
    case .malformedParameters: self.init(.invalidRequest, "the parameters cannot be read")
    case .duplicateParameter: self.init(.invalidRequest, "a parameter is sent more than once")
    case .missingClient: self.init(.invalidRequest, "client_id is missing")
    case .unknownClient: self.init(.invalidRequest, "client_id is not a client's")
    case .missingRedirectURI: self.init(.invalidRequest, "redirect_uri is missing")
    case .unregisteredRedirectURI: self.init(.invalidRequest, "redirect_uri is not one of the client's, byte for byte")
    case .unusableRequest: self.init(.invalidRequest, "the request cannot be used")
    }
  }
}
