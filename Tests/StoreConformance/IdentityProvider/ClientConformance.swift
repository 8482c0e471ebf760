import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct ClientConformance {
  private static let now = NumericDate(1_800_000_000)

  private static func client(_ id: String, _ changes: JSONObject = [:]) throws -> Client {
    var document: JSONObject = [
      "client_id": .string(id), "client_name": "办事大厅", "redirect_uris": ["https://portal.example/cb"],
    ]
    document.merge(changes)
    return try Client(document: .object(document))
  }

  private static func secret(_ text: String) throws -> SecretDigest<ClientSecret> {
    try #require(BearerSecret<ClientSecret>(presented: text)).digest
  }

  @Test(arguments: StoreEngine.allCases)
  func `a client reads back, and keeps its secret until another is given`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, client) = (SQLClientStore(database), try Self.client("portal"))
      let (first, second) = (try Self.secret("first"), try Self.secret("second"))
      try await store.save(client, secret: first, at: Self.now)
      #expect(try await store.record(client.id)?.client.document == client.document)
      #expect(try await store.record(client.id)?.secret == first)
      try await store.save(try Self.client("portal", ["client_name": "新名"]), secret: nil, at: Self.now)
      #expect(try await store.record(client.id)?.secret == first)
      #expect(try await store.client(client.id)?.name.zh == "新名")
      try await store.save(client, secret: second, at: Self.now)
      #expect(try await store.record(client.id)?.secret == second)
      try await store.save(try Self.client("portal", ["token_endpoint_auth_method": "none"]), secret: nil, at: Self.now)
      #expect(try await store.record(client.id)?.secret == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `every change raises the version, and a directory notices within a second`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let (store, client) = (SQLClientStore(database), try Self.client("portal"))
      let directory = ClientDirectory(store: store)
      #expect(try await directory.client(client.id, at: Self.now) == nil)
      try await store.save(client, secret: nil, at: Self.now)
      #expect(try await directory.client(client.id, at: Self.now) != nil)
      let before = try await store.version()
      try await store.save(try Self.client("portal", ["tongzhao_suspended": true]), secret: nil, at: Self.now)
      #expect(try await store.version() > before)
      #expect(try await directory.client(client.id, at: Self.now + 1) == nil)
      try await store.save(client, secret: nil, at: Self.now)
      #expect(try await directory.client(client.id, at: Self.now + 2) != nil)
      #expect(try await store.remove(client.id, at: Self.now))
      #expect(try await store.remove(client.id, at: Self.now) == false)
      #expect(try await directory.client(client.id, at: Self.now + 3) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `departments are found among the clients, also those of before that was noted`(engine: StoreEngine) async throws
  {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLClientStore(database)
      let department: JSONObject = ["tongzhao_introspection_audiences": ["https://department.example"]]
      try await store.save(try Self.client("portal"), secret: nil, at: Self.now)
      try await store.save(try Self.client("department", department), secret: nil, at: Self.now)
      #expect(try await store.resourceServers().map(\.id.value) == ["department"])
      try await database.write { _ = try $0.run("UPDATE clients SET is_resource_server = NULL") }
      #expect(try await store.resourceServers().map(\.id.value) == ["department"])
      try await store.save(try Self.client("department"), secret: nil, at: Self.now)
      #expect(try await store.resourceServers().isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a directory stays right when it may remember little`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLClientStore(database)
      for number in 0..<5 { try await store.save(try Self.client("c\(number)"), secret: nil, at: Self.now) }
      let directory = ClientDirectory(store: store, capacity: 2)
      for _ in 0..<2 {
        for number in 0..<5 {
          let id = try #require(ClientID("c\(number)"))
          #expect(try await directory.client(id, at: Self.now)?.id == id)
        }
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `clients are listed page by page`(engine: StoreEngine) async throws {
    try await engine.withDatabase(.identityProvider) { database in
      let store = SQLClientStore(database)
      for id in ["b", "a", "c"] { try await store.save(try Self.client(id), secret: nil, at: Self.now) }
      let first = try await store.list(after: nil, limit: 2)
      #expect(first.map(\.id.value) == ["a", "b"])
      #expect(try await store.list(after: first.last?.id, limit: 2).map(\.id.value) == ["c"])
    }
  }
}
