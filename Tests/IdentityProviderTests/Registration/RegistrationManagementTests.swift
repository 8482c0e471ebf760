import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import Testing

@testable import IdentityProvider

/// Registrations that their clients manage (RFC 7592).
@Suite struct RegistrationManagementTests {
  /// A client that has just registered.
  private struct Registered {
    let id: String
    let path: String
    let token: String
    let secret: String

    init(_ told: JSON) {
      id = told.text("client_id")
      path = "/register/\(id)"
      token = told.text("registration_access_token")
      secret = told.text("client_secret")
    }

    /// The client as it is kept.
    func stored(_ provider: Provider) async throws -> Client {
      let id = try #require(ClientID(id))
      return try #require(try await provider.clientStore.client(id))
    }

    /// What a change of these members sends.
    func changed(_ changes: JSONObject) -> JSONObject {
      Registering.document(JSONObject([("client_id", .string(id))]).merging(changes))
    }
  }

  private static func with(
    _ changes: JSONObject = [:],
    _ test: @escaping @Sendable (Provider, any TestClientProtocol, Registered) async throws -> Void
  ) async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      try await test(provider, http, Registered(try await http.register(changes).json))
    }
  }

  private static func opens(_ http: any TestClientProtocol, _ id: String, _ secret: String) async throws -> Bool {
    // A code that does not exist: the client was believed when it is the grant that is refused.
    let form = [("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", "x"), ("code_verifier", "x")]
    return try await http.post("/token", form, .basic(id, secret)).refusal != "invalid_client"
  }

  @Test func `a client reads what it registered, without its secret`() async throws {
    try await Self.with(["initiate_login_uri": "https://county.example/login"]) { _, http, client in
      let read = try await http.send(.get, client.path, token: client.token)
      #expect(read.status == .ok && read.headers[.cacheControl] == "no-store")
      #expect(read.json["client_id"] == .string(client.id))
      #expect(read.json["initiate_login_uri"] == "https://county.example/login")
      #expect(read.json["registration_access_token"] == .string(client.token))
      #expect(read.json["client_secret"] == nil)
    }
  }

  @Test func `whoever has not its token learns nothing, not even whether it is there`() async throws {
    try await Self.with { _, http, client in
      let other = Registered(try await http.register().json)
      for method in [HTTPRequest.Method.get, .put, .delete] {
        let document = method == .put ? client.changed([:]) : nil
        let none = try await http.send(method, client.path, document)
        #expect(none.status == .unauthorized && none.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        let wrong = try await http.send(method, client.path, document, token: other.token)
        let nobody = try await http.send(method, "/register/nobody", document, token: client.token)
        #expect(wrong.status == .unauthorized && nobody.status == .unauthorized)
        #expect(wrong.json["error_description"] == nobody.json["error_description"])
        let ordinary = try await http.send(method, "/register/portal", document, token: client.token)
        #expect(ordinary.status == .unauthorized)
      }
      #expect(try await http.send(.get, client.path, token: client.token).status == .ok)
    }
  }

  @Test func `a change replaces the whole, and renews token and secret`() async throws {
    try await Self.with(["contacts": ["wang@county.example"]]) { provider, http, client in
      let answer = try await http.send(
        .put, client.path, client.changed(["client_name": "新平台"]), token: client.token)
      #expect(answer.status == .ok)
      #expect(answer.json["client_name"] == "新平台" && answer.json["contacts"] == nil)
      #expect(answer.json["client_id"] == .string(client.id))
      let next = Registered(answer.json)
      #expect(next.token != client.token && !next.secret.isEmpty && next.secret != client.secret)
      provider.clock.advance(by: 1)
      // Two secrets are good at a time, until the former one's time is over.
      let soon = [
        try await Self.opens(http, client.id, next.secret), try await Self.opens(http, client.id, client.secret),
      ]
      #expect(soon == [true, true])
      provider.clock.advance(by: 7 * 86_400)
      let later = [
        try await Self.opens(http, client.id, next.secret), try await Self.opens(http, client.id, client.secret),
      ]
      #expect(later == [true, false])
    }
  }

  @Test func `an answer that was lost locks nobody out, and a token in use ends the former one`() async throws {
    try await Self.with { _, http, client in
      _ = try await http.send(.put, client.path, client.changed([:]), token: client.token)
      // The answer did not arrive: the former token still opens.
      let again = Registered(try await http.send(.put, client.path, client.changed([:]), token: client.token).json)
      #expect(try await http.send(.get, client.path, token: client.token).status == .ok)
      #expect(try await http.send(.get, client.path, token: again.token).status == .ok)
      #expect(try await http.send(.get, client.path, token: client.token).status == .unauthorized)
    }
  }

  @Test func `a change names its client, and sends nothing that only answers have`() async throws {
    try await Self.with { _, http, client in
      func refusal(_ changes: JSONObject) async throws -> String? {
        try await http.send(.put, client.path, client.changed(changes), token: client.token).refusal
      }
      for changes in [["client_id": .null], ["client_id": "portal"], ["client_secret": "guessed"]] as [JSONObject] {
        let code = try await refusal(changes)
        #expect(code == "invalid_client_metadata")
      }
      for member in [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
      ] {
        let code = try await refusal([member: "x"])
        #expect(code == "invalid_request")
      }
      let own = try await refusal(["client_secret": .string(client.secret)])
      #expect(own == nil)
    }
  }

  @Test func `a change is held to the rules and terms of the first day`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .initialAccessToken)) { provider, http in
      let terms = RegistrationTerms(scopes: [.openID, .licence], redirectHosts: ["county.example"])
      let token = try await provider.initialAccessToken(uses: 1, terms: terms)
      let client = Registered(try await http.register(token: token).json)
      for (changes, code) in [
        (["redirect_uris": ["https://evil.example/cb"]], "invalid_redirect_uri"),
        (["scope": "openid holder"], "invalid_client_metadata"),
        (["tongzhao_audiences": ["https://api.example"]], "invalid_client_metadata"),
        (["tongzhao_suspended": false], "invalid_client_metadata"),
      ] as [(JSONObject, String)] {
        let answer = try await http.send(.put, client.path, client.changed(changes), token: client.token)
        #expect(answer.refusal == code)
      }
      #expect(try await http.send(.put, client.path, client.changed([:]), token: client.token).status == .ok)
    }
  }

  @Test func `who deletes itself is gone, and everything that it was given`() async throws {
    try await Self.with(["grant_types": ["authorization_code", "refresh_token"]]) { provider, http, client in
      let login = try await provider.login(client.id, scope: "openid offline_access")
      let tokens = try await http.post("/token", login.form, .basic(client.id, client.secret)).json
      #expect(try await http.send(.delete, client.path, token: client.token).status == .noContent)
      provider.clock.advance(by: 1)
      let opens = try await Self.opens(http, client.id, client.secret)
      #expect(!opens)
      #expect(try await http.get("/userinfo", .bearer(tokens.text("access_token"))).status == .unauthorized)
      #expect(try await http.send(.get, client.path, token: client.token).status == .unauthorized)
    }
  }

  @Test func `a suspended client manages nothing, and cannot put itself back into service`() async throws {
    try await Self.with { provider, http, client in
      let stored = try await client.stored(provider)
      let members = try #require(stored.document.object).merging(["tongzhao_suspended": true])
      try await provider.clientStore.save(try Client(document: .object(members)), secret: nil, at: provider.now)
      for method in [HTTPRequest.Method.get, .put, .delete] {
        let answer = try await http.send(method, client.path, client.changed([:]), token: client.token)
        #expect(answer.status == .unauthorized)
      }
      #expect(try await provider.clientStore.client(stored.id)?.suspended == true)
    }
  }

  @Test(
    arguments: [["tongzhao_audiences": ["https://api.example"]], ["tongzhao_self_registered": .null]] as [JSONObject])
  func `what an operator vouches for, or gave a right, is changed by operators only`(changes: JSONObject) async throws {
    try await Self.with { provider, http, client in
      let stored = try await client.stored(provider)
      var members = try #require(stored.document.object)
      for (name, value) in changes {
        if value == .null { members[name] = nil } else { members[name] = value }
      }
      try await provider.clientStore.save(try Client(document: .object(members)), secret: nil, at: provider.now)
      #expect(try await http.send(.get, client.path, token: client.token).status == .ok)
      let changed = try await http.send(.put, client.path, client.changed([:]), token: client.token)
      #expect(changed.status == .forbidden)
      #expect(try await http.send(.delete, client.path, token: client.token).status == .forbidden)
    }
  }

  @Test func `who goes over to keys has a secret no more`() async throws {
    try await Self.with { provider, http, client in
      let key = try SigningKey.generate(.es256)
      let members: JSONObject = ["token_endpoint_auth_method": "private_key_jwt", "jwks": Registering.set(key)]
      let answer = try await http.send(.put, client.path, client.changed(members), token: client.token)
      #expect(answer.status == .ok && answer.json["client_secret"] == nil)
      provider.clock.advance(by: 1)
      let opens = try await Self.opens(http, client.id, client.secret)
      #expect(!opens)
    }
  }
}
