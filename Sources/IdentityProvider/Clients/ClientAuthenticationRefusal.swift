import OAuth

/// Why a client was not believed to be who it says.
enum ClientAuthenticationRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// Nothing says which client asks.
  case missing
  case malformedHeader
  case severalMethods
  /// A password in the form, of a client that is not registered for that: it would be written to logs (RFC 6749 §2.3.1
  /// advises against it).
  case secretInBody
  /// Header, form and assertion name different clients.
  case clientMismatch
  case unknownClient
  case wrongSecret
  /// Not the method that the client is registered for.
  case wrongMethod
  case unsupportedAssertionType
  case malformedAssertion
  case wrongAssertionType
  case assertionIssuer
  case unknownKey
  case unregisteredAlgorithm
  case badSignature
  case wrongAudience
  case expired
  case notYetValid
  case missingClaim
  case expiryTooFar
  case replayed
  /// No certificate came with the request, or none that can be read.
  case missingCertificate
  case untrustedCertificate
  case certificateExpired
  case certificateNotYetValid
  /// Its extended key usage is not TLS client authentication.
  case certificatePurpose
  case otherCertificateName
  case unregisteredCertificate

  /// What the client is told. An unknown client and a wrong secret read alike. What cannot be the name of a client is
  /// not written to the log: with a line end in it, it could forge an entry.
  func error(issuer: Issuer, client: String?) -> OAuthError {
    let name = client.map { ClientID($0)?.value ?? "not a client_id" } ?? "unnamed"
    return OAuthError(.invalidClient, description(issuer: issuer), diagnosis: "\(self) (client \(name))")
  }

  private func description(issuer: Issuer) -> String {
    switch self {
    case .missing: "authenticate the client: HTTP Basic, client_assertion, or client_id for a public client"
    case .malformedHeader: "Authorization must be Basic with form-encoded client_id and secret in base64"
    case .severalMethods: "authenticate by one method only"
    case .secretInBody: "send client_secret in the Authorization header (client_secret_basic), not in the form"
    case .clientMismatch: "client_id names another client than the one that authenticates"
    case .unknownClient, .wrongSecret: "unknown client, or wrong credentials"
    case .wrongMethod: "use the authentication method that the client is registered for"
    case .unsupportedAssertionType:
      "client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    case .malformedAssertion: "client_assertion is not a signed JWT"
    case .wrongAssertionType: "typ of client_assertion must be client-authentication+jwt, JWT or absent"
    case .assertionIssuer: "iss and sub of client_assertion must both be the client_id"
    case .unknownKey: "client_assertion is signed by a key that is not registered for the client"
    case .unregisteredAlgorithm: "client_assertion is signed by an algorithm that this client may not use"
    case .badSignature: "the signature of client_assertion does not verify"
    case .wrongAudience: "aud of client_assertion must be \(issuer.value), as one string"
    case .expired: "client_assertion has expired"
    case .notYetValid: "client_assertion is not valid yet: check the clock"
    case .missingClaim: "client_assertion needs iss, sub, aud, exp and jti"
    case .expiryTooFar: "exp of client_assertion must be at most \(ClientAssertion.longestLife) seconds ahead"
    case .missingCertificate: "show the client's certificate in the TLS handshake"
    case .untrustedCertificate: "the client's certificate leads to no authority that is accepted here"
    case .certificateExpired: "the client's certificate has expired"
    case .certificateNotYetValid: "the client's certificate is not valid yet"
    case .certificatePurpose: "the client's certificate is not for TLS client authentication"
    case .otherCertificateName: "the client's certificate does not bear the registered name"
    case .unregisteredCertificate: "the key of the certificate is not among the client's registered keys"
    case .replayed: "jti of client_assertion was used before: make a new assertion for each request"
    }
  }
}
