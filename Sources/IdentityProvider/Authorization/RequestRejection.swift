import JOSE
package import OAuth

/// Why the parameters that count are not to be had.
package enum RequestRejection: Error, Sendable, Hashable, CaseIterable {
  /// Both `request` and `request_uri`.
  case contradictory
  /// This client, or every client, must push its requests.
  case notPushed
  /// This client must sign its requests.
  case notSigned
  /// `request_uri` at the pushing endpoint.
  case referencePushed
  /// A pushed request that is unknown, another client's, answered, or too old: nobody is told which.
  case unknownReference
  /// An address that the client did not register.
  case unregisteredReference
  /// Nothing usable lies at the address.
  case unreachable
  case unsigned
  case encrypted
  case malformed
  case wrongType
  case excludedAlgorithm
  case unknownKey
  case badSignature
  case wrongIssuer
  case wrongAudience
  case otherClient
  case nested
  case expired
  case notYetValid
  case missingClaim

  /// Of a token that is not believed.
  init(_ rejection: JOSERejection) {
    switch rejection {
    case .malformed, .tooLarge, .unknownCriticalHeader, .decryptionFailed: self = .malformed
    case .wrongType: self = .wrongType
    case .unsupportedAlgorithm, .algorithmMismatch: self = .excludedAlgorithm
    case .unknownKey: self = .unknownKey
    case .badSignature: self = .badSignature
    case .wrongIssuer: self = .wrongIssuer
    case .wrongAudience: self = .wrongAudience
    case .expired: self = .expired
    case .notYetValid: self = .notYetValid
    case .missingClaim: self = .missingClaim
    }
  }

  /// What the client is told (RFC 9101 §7).
  package var code: OAuthErrorCode {
    switch self {
    case .contradictory, .notPushed, .notSigned, .referencePushed: .invalidRequest
    case .unknownReference, .unregisteredReference, .unreachable: .invalidRequestURI
    case .unsigned, .encrypted, .malformed, .wrongType, .excludedAlgorithm, .unknownKey, .badSignature, .wrongIssuer,
      .wrongAudience, .otherClient, .nested, .expired, .notYetValid, .missingClaim:
      .invalidRequestObject
    }
  }

  /// The same in the browser. OpenID Connect Core §3.1.2.6 has a word of its own for a feature that is not offered.
  package var codeInBrowser: OAuthErrorCode {
    self == .unsigned || self == .encrypted ? .requestNotSupported : code
  }

  /// What to change.
  package var description: String {
    switch self {
    case .contradictory: "send request or request_uri, not both"
    case .notPushed: "push the request to the pushed_authorization_request_endpoint first, and send its request_uri"
    case .notSigned: "this client is registered to sign its requests: send them as a request object"
    case .referencePushed: "request_uri cannot be pushed: send the parameters, or a request object"
    case .unknownReference: "request_uri is unknown, was used or has expired: push the request again"
    case .unregisteredReference: "request_uri is not one of the client's request_uris, byte for byte"
    case .unreachable: "no request object can be fetched from request_uri"
    case .unsigned: "alg none is not supported: sign the request object, or leave it out"
    case .encrypted: "encrypted request objects are not supported: sign the request object only"
    case .malformed: "the request object is not a signed JWT"
    case .wrongType:
      "typ of the request object must be \(SignedRequestVerifier.type), and sub must not be the client_id"
    case .excludedAlgorithm: "alg of the request object is not one that this client may sign by"
    case .unknownKey: "the request object is signed by a key that is not registered for the client"
    case .badSignature: "the signature of the request object does not verify"
    case .wrongIssuer: "iss of the request object must be the client_id"
    case .wrongAudience: "aud of the request object must be, or contain, the issuer of this server"
    case .otherClient: "client_id in the request object is another one than beside it"
    case .nested: "leave request and request_uri out of the request object"
    case .expired: "the request object has expired, or lives too long"
    case .notYetValid: "the request object is not valid yet: check the clock"
    case .missingClaim: "the request object needs iss and aud, and by its client's profile exp and nbf"
    }
  }
}
