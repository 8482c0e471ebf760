package import IdentityProvider
package import JOSE
package import OAuth

/// What came of registering a client.
package struct RegisteredClient: Sendable {
  package let client: Client
  /// Whether it took the secret that was offered.
  package let takesSecret: Bool
  package let isNew: Bool
}

extension SQLClientStore {
  /// Registers a client or replaces its registration, in one transaction. One that is suspended stays so; one that proves
  /// itself by a secret and has none takes the one that is offered.
  package func register(
    _ registration: Client, offering secret: SecretDigest<ClientSecret>, at now: NumericDate
  ) async throws -> RegisteredClient {
    let pen = audit?.pen()
    return try await database.write { connection in
      try Self.register(registration, offering: secret, by: pen, at: now, on: connection)
    }
  }

  /// Takes a client out of service, or puts it back, whatever else is changed meanwhile; nil where there is none.
  package func suspend(_ id: ClientID, _ suspended: Bool, at now: NumericDate) async throws -> Client? {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard let client = try Self.record(id, on: connection)?.client.suspended(suspended) else { return nil }
      try Self.write(client, secret: nil, by: pen, at: now, on: connection)
      return client
    }
  }

  /// Registers within another transaction.
  static func register(
    _ registration: Client, offering secret: SecretDigest<ClientSecret>, by pen: AuditPen?, at now: NumericDate,
    on connection: any SQLConnection
  ) throws -> RegisteredClient {
    let known = try record(registration.id, on: connection)
    let client = try registration.suspended(known?.client.suspended ?? false)
    let takesSecret = client.authentication.usesSecret && known?.secret == nil
    try write(client, secret: takesSecret ? secret : nil, by: pen, at: now, on: connection)
    return RegisteredClient(client: client, takesSecret: takesSecret, isNew: known == nil)
  }
}
