package import IdentityProvider
package import JOSE
package import OAuth
import SQLStore

/// What an operator does with clients. A running server follows within a second.
package struct ClientOperations: Sendable {
  let state: ServerState
  private let clients: SQLClientStore

  package init(_ state: ServerState) {
    self.state = state
    clients = SQLClientStore(state.database, audit: state.audit)
  }

  /// What came of writing a client. A secret is here once and never again: only its digest is kept.
  package struct Added: Sendable {
    package let client: Client
    package let secret: BearerSecret<ClientSecret>?
    package let isNew: Bool
  }

  /// Registers the client of this document, or replaces its registration. A client that authenticates by a secret
  /// gets one when it has none yet. A client that is suspended stays so.
  package func add(_ document: JSON, at now: NumericDate) async throws -> Added {
    try Self.refuseSuspension(in: document.object)
    let client = try offered(document)
    return try await state.carryOut(OperatorAction(.addClient, client.id.value), at: now) {
      try await register(client, at: now)
    }
  }

  /// Changes members of a registration: those of `patch` replace the present ones, null takes one away (RFC 7396 for
  /// the top level). A client that is suspended stays so.
  package func edit(_ id: ClientID, by patch: JSONObject, reason: String?, at now: NumericDate) async throws -> Added {
    let client = try offered(.object(try await document(of: id, changedBy: patch).changed))
    let action = OperatorAction(
      .editClient, id.value, reason: reason, details: ["members": .array(patch.map { .string($0.0) })])
    return try await state.carryOut(action, at: now) { try await register(client, at: now) }
  }

  /// The client of a registration that asks for nothing that this server does not do.
  func offered(_ document: JSON) throws(ClientMetadataRejection) -> Client {
    let client = try Client(document: document)
    try SignatureOffer(state.keys).require(for: client)
    return client
  }

  /// A registration with these members changed, and what it was before; without the suspension, which is no part of it.
  func document(
    of id: ClientID, changedBy patch: JSONObject
  ) async throws -> (changed: JSONObject, base: JSONObject) {
    try Self.refuseSuspension(in: patch)
    let base = try await known(id).suspended(false).document.object ?? [:]
    var members = base
    for (name, value) in patch {
      if case .null = value { members[name] = nil } else { members[name] = value }
    }
    members["client_id"] = .string(id.value)
    return (members, base)
  }

  /// Takes a client out of service, or puts it back: suspended, it is unknown to every room, and its tokens are dead at
  /// introspection.
  package func suspend(_ id: ClientID, _ suspended: Bool, reason: String?, at now: NumericDate) async throws -> Client {
    _ = try await known(id)
    let action = OperatorAction(suspended ? .suspendClient : .resumeClient, id.value, reason: reason)
    return try await state.carryOut(action, at: now) {
      guard let client = try await clients.suspend(id, suspended, at: now) else {
        throw OperatorRefusal.unknownClient(id.value)
      }
      return client
    }
  }

  /// Gives a client a new secret; the former one is good for another `seconds`.
  package func rotateSecret(
    of id: ClientID, keepingFormerFor seconds: Int, reason: String?, at now: NumericDate
  ) async throws -> BearerSecret<ClientSecret> {
    guard try await known(id).authentication.usesSecret else { throw OperatorRefusal.noSecret(id.value) }
    let secret = BearerSecret<ClientSecret>(generating: 32)
    let action = OperatorAction(
      .rotateClientSecret, id.value, reason: reason, details: ["former_for": .integer(Int64(seconds))])
    return try await state.carryOut(action, at: now) {
      _ = try await clients.replaceSecret(of: id, by: secret.digest, keepingFormerUntil: now + seconds, at: now)
      return secret
    }
  }

  /// Takes a client away for good.
  package func delete(_ id: ClientID, reason: String?, at now: NumericDate) async throws {
    _ = try await known(id)
    try await state.carryOut(OperatorAction(.deleteClient, id.value, reason: reason), at: now) {
      guard try await clients.remove(id, at: now) else { throw OperatorRefusal.unknownClient(id.value) }
    }
  }

  /// All clients, in the order of their identifiers.
  package func list() async throws -> [Client] {
    var all: [Client] = []
    repeat {
      let page = try await clients.list(after: all.last?.id, limit: 200)
      all += page
      if page.count < 200 { return all }
    } while true
  }

  package func client(_ id: ClientID) async throws -> Client? { try await clients.client(id) }

  /// The client of this identifier, which must exist.
  package func known(_ id: ClientID) async throws -> Client {
    guard let client = try await clients.client(id) else { throw OperatorRefusal.unknownClient(id.value) }
    return client
  }

  private static let suspension = "tongzhao_suspended"

  /// Only `clients suspend` and `clients resume` say it, with a reason: a registration that said it would put a suspended
  /// client back into service by the way.
  static func refuseSuspension(in document: JSONObject?) throws(OperatorParameterMistake) {
    guard document?[suspension] == nil else {
      throw .notAllowed(suspension, reason: "is no part of a registration: use clients suspend or clients resume")
    }
  }

  private func register(_ registration: Client, at now: NumericDate) async throws -> Added {
    let secret = BearerSecret<ClientSecret>(generating: 32)
    return Added(try await clients.register(registration, offering: secret.digest, at: now), secret)
  }
}

extension ClientOperations.Added {
  /// With the secret, if the client took it.
  init(_ registered: RegisteredClient, _ secret: BearerSecret<ClientSecret>) {
    self.init(client: registered.client, secret: registered.takesSecret ? secret : nil, isNew: registered.isNew)
  }
}
