package import Hummingbird
package import JOSE
package import OAuth
import OAuthHTTP

/// A client that has proved who it is, or, being public, has nothing to prove it with. Only `ClientAuthentication`
/// makes one: rules that take one need not ask again.
package struct AuthenticatedClient: Sendable {
  /// The client.
  package let client: Client

  fileprivate init(_ client: Client) { self.client = client }
}

/// Authenticates clients at every endpoint that they call themselves (RFC 6749 §2.3).
package struct ClientAuthentication: Sendable {
  private let issuer: Issuer
  private let clients: ClientDirectory
  private let assertions: any AssertionStore
  private let fetches: KeyFetches?

  /// For this issuer. `fetches` is told who is active.
  package init(
    issuer: Issuer, clients: ClientDirectory, assertions: any AssertionStore, fetches: KeyFetches? = nil
  ) {
    self.issuer = issuer
    self.clients = clients
    self.assertions = assertions
    self.fetches = fetches
  }

  /// The client, or an `invalid_client` that says what to change. Throws the store's own error when it fails.
  package func authenticate(
    _ request: Request, _ parameters: ParameterList, at now: NumericDate
  ) async throws -> AuthenticatedClient {
    let header = try AuthorizationHeader(of: request)
    do {
      let credentials = try ClientCredentials.presented(header: header, parameters: parameters)
      let client = try await believe(credentials, at: now)
      fetches?.seen(client.id, at: now)
      return AuthenticatedClient(client)
    } catch let refusal as ClientAuthenticationRefusal {
      throw refusal.error(issuer: issuer, client: parameters.all("client_id").first)
    }
  }

  private func believe(_ credentials: ClientCredentials, at now: NumericDate) async throws -> Client {
    // 1. The client is known and in service.
    guard let record = try await clients.record(credentials.client, at: now) else {
      throw ClientAuthenticationRefusal.unknownClient
    }
    let client = record.client
    // 2. It uses the method that it is registered for, and no weaker one.
    switch (client.authentication, credentials) {
    case (.none, .none): break
    case (.clientSecretBasic, .basic(_, let secret)):
      // 3a. It knows its secret. The digests are compared in constant time.
      guard record.isProved(by: secret.digest, at: now) else { throw ClientAuthenticationRefusal.wrongSecret }
    case (.privateKeyJWT(let keys), .assertion(let assertion)):
      // 3b. It has the key; and the assertion is used up only once it is known to be the client's own.
      let (jti, forgetAt) = try assertion.verified(by: keys, audiences: audiences(of: client), at: now)
      guard try await assertions.use(jti, of: client.id, expires: forgetAt, at: now) else {
        throw ClientAuthenticationRefusal.replayed
      }
    case (.none, .basic), (.none, .assertion), (.clientSecretBasic, .none), (.clientSecretBasic, .assertion),
      (.privateKeyJWT, .none), (.privateKeyJWT, .basic):
      throw ClientAuthenticationRefusal.wrongMethod
    }
    return client
  }

  private func audiences(of client: Client) -> [String] {
    client.tokenEndpointAudienceAccepted ? [issuer.value, issuer.url("/token")] : [issuer.value]
  }
}
