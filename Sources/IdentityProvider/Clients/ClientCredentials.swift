import JOSE
import OAuth
import OAuthHTTP

/// What a request presents to say which client it comes from: one method, not verified.
enum ClientCredentials {
  case none(ClientID)
  case basic(ClientID, BearerSecret<ClientSecret>)
  case post(ClientID, BearerSecret<ClientSecret>)
  case assertion(ClientAssertion)

  /// Whom the request says it comes from.
  var client: ClientID {
    switch self {
    case .none(let id), .basic(let id, _), .post(let id, _): id
    case .assertion(let assertion): assertion.client
    }
  }

  /// Reads header and form. A repeated parameter is refused by the form's own rule before.
  static func presented(
    header: AuthorizationHeader, parameters: ParameterList
  ) throws(ClientAuthenticationRefusal) -> ClientCredentials {
    let assertion = value("client_assertion", in: parameters)
    let assertionType = value("client_assertion_type", in: parameters)
    let named = value("client_id", in: parameters)
    let secret = value("client_secret", in: parameters)
    let credentials: ClientCredentials
    switch (header, assertion, secret) {
    case (.bearer, _, _), (.dpop, _, _), (.other, _, _): throw .malformedHeader
    case (.basic, .some, _), (.basic, _, .some), (.none, .some, .some): throw .severalMethods
    case (.basic(let name, let password), nil, nil):
      guard let id = ClientID(name) else { throw .unknownClient }
      guard let secret = BearerSecret<ClientSecret>(presented: password) else { throw .wrongSecret }
      credentials = .basic(id, secret)
    case (.none, let assertion?, nil):
      guard assertionType == ClientAssertion.type else { throw .unsupportedAssertionType }
      credentials = .assertion(try ClientAssertion(assertion))
    case (.none, nil, let secret):
      guard let named else { throw .missing }
      guard let id = ClientID(named) else { throw .unknownClient }
      guard let secret else {
        credentials = .none(id)
        break
      }
      guard let secret = BearerSecret<ClientSecret>(presented: secret) else { throw .wrongSecret }
      credentials = .post(id, secret)
    }
    // RFC 7521 §4.2: a client_id beside must be the same one.
    if let named, !named.isExactly(credentials.client.value) { throw .clientMismatch }
    return credentials
  }

  private static func value(_ name: String, in parameters: ParameterList) -> String? { parameters.first(name) }
}
