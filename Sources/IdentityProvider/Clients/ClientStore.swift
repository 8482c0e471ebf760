package import JOSE
package import OAuth

/// Keeps registrations. Every change raises `version`, so that caches elsewhere notice.
package protocol ClientStore: Sendable {
  /// The client with the digest of its secret, suspended or not.
  func record(_ id: ClientID) async throws -> ClientRecord?
  /// Writes a client. A secret that is given replaces the former one; nil leaves it as it is.
  func save(_ client: Client, secret: SecretDigest<ClientSecret>?, at now: NumericDate) async throws
  /// Gives a client a new secret; the former one is good until the date that is given. False when there is no client.
  func replaceSecret(
    of id: ClientID, by secret: SecretDigest<ClientSecret>, keepingFormerUntil: NumericDate, at now: NumericDate
  ) async throws -> Bool
  /// Takes a client away for good. False when there was none.
  func remove(_ id: ClientID, at now: NumericDate) async throws -> Bool
  /// Clients in the order of their identifiers, after one of them.
  func list(after: ClientID?, limit: Int) async throws -> [Client]
  /// The departments: clients that read others' access tokens, suspended or not. There are few beside the portals.
  func resourceServers() async throws -> [Client]
  /// A number that every change raises.
  func version() async throws -> Int
}

extension ClientStore {
  /// The client, suspended or not. For operators; rooms ask the `ClientDirectory`.
  package func client(_ id: ClientID) async throws -> Client? { try await record(id)?.client }
}

/// A client as stored.
package struct ClientRecord: Sendable {
  /// The registration.
  package let client: Client
  /// Digest of its secret, when it has one.
  package let secret: SecretDigest<ClientSecret>?

  /// The secret before it, so that a client can change over without a moment in which neither is good.
  package let formerSecret: SecretDigest<ClientSecret>?
  /// Until when the former one is good.
  package let formerSecretUntil: NumericDate?

  /// Gathers a record.
  package init(
    client: Client, secret: SecretDigest<ClientSecret>?, formerSecret: SecretDigest<ClientSecret>? = nil,
    formerSecretUntil: NumericDate? = nil
  ) {
    self.client = client
    self.secret = secret
    self.formerSecret = formerSecret
    self.formerSecretUntil = formerSecretUntil
  }

  /// Whether this secret proves the client now. Every digest is compared, in constant time.
  func isProved(by presented: SecretDigest<ClientSecret>, at now: NumericDate) -> Bool {
    let current = secret.map { $0 == presented } ?? false
    let former = formerSecret.map { $0 == presented } ?? false
    return current || former && formerSecretUntil.map { now < $0 } ?? false
  }
}
