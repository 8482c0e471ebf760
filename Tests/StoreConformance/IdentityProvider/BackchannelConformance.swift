import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct BackchannelConformance {
  private static func new(
    _ fixture: GrantFixture, id: BearerSecret<AuthenticationRequestSecret> = BearerSecret(),
    link: BearerSecret<RequestLinkSecret> = BearerSecret(), client: String = "portal",
    policy: BackchannelPolicy = BackchannelPolicy()
  ) throws -> NewBackchannelAuthentication {
    let stored: JSON = [
      "client_id": .string(client), "redirect_uri": "https://login.example/done", "scope": "openid",
      "code_challenge": .string(CodeVerifier().challenge().value),
      "awaited": [
        "auth_req_id": .string(Base64URL.encode(id.digest.bytes)), "expires": .date(fixture.now + 300),
        "device": ["binding_message": "W4SCT"],
      ],
    ]
    guard let request = AuthorizationRequest(stored: stored) else { throw GrantFixture.Unwritable() }
    return NewBackchannelAuthentication(
      id: id.digest, link: link.digest, BackchannelAuthentication(request, askedAt: fixture.now), ping: nil,
      expiresAt: fixture.now + 300, policy: policy)
  }

  private static func poll(
    _ fixture: GrantFixture, _ id: BearerSecret<AuthenticationRequestSecret>, by client: String = "portal",
    after seconds: Int = 0
  ) async throws -> String {
    let poll = try await SQLAwaitedLoginStore(fixture.database).poll(
      .backchannel(id.digest), by: fixture.client(client), binding: nil, longestInterval: 60, at: fixture.now + seconds)
    switch poll {
    case .success: return "approved"
    case .failure(let refusal): return String(describing: refusal)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of a hundred who follow the link one goes on with what was asked`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let (store, link) = (SQLAwaitedLoginStore(fixture.database), BearerSecret<RequestLinkSecret>())
      let new = try Self.new(fixture, link: link)
      #expect(try await store.open(new, at: fixture.now))
      #expect(try await store.use(link.digest, to: .look, at: fixture.now) == new.authentication)
      let found = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask { try await store.use(link.digest, to: .claim, at: fixture.now) == new.authentication }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(found == 1)
      for step in AwaitedStep.allCases { #expect(try await store.use(link.digest, to: step, at: fixture.now) == nil) }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of a hundred polls one fetches the grant, and the grant lives on`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let id = BearerSecret<AuthenticationRequestSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, id: id), at: fixture.now)
      #expect(try await Self.poll(fixture, id) == "pending")
      let grant = try fixture.grant()
      try await fixture.grants.issue(
        grant, code: AwaitedAnswer.Key.backchannel(id.digest).grantCode, codeExpires: fixture.now + 300, at: fixture.now
      )
      let counts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 { group.addTask { try await Self.poll(fixture, id) } }
        return try await group.reduce(into: [String: Int]()) { counts, told in counts[told, default: 0] += 1 }
      }
      #expect(counts == ["approved": 1, "used": 99])
      #expect(try await fixture.grants.grant(grant.id)?.revokedAt == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `another client's poll voids the request and what waits under it`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let id = BearerSecret<AuthenticationRequestSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, id: id), at: fixture.now)
      let grant = try fixture.grant()
      try await fixture.grants.issue(
        grant, code: AwaitedAnswer.Key.backchannel(id.digest).grantCode, codeExpires: fixture.now + 300, at: fixture.now
      )
      #expect(try await Self.poll(fixture, id, by: "other") == "foreign")
      #expect(try await Self.poll(fixture, id) == "denied")
      #expect(try await fixture.grants.grant(grant.id)?.revokedAt == fixture.now)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `only so many of one client wait, a refusal is told, and time ends all`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      var policy = BackchannelPolicy()
      policy.perClient = 2
      let (id, link) = (BearerSecret<AuthenticationRequestSecret>(), BearerSecret<RequestLinkSecret>())
      #expect(try await store.open(try Self.new(fixture, id: id, link: link, policy: policy), at: fixture.now))
      let second = BearerSecret<AuthenticationRequestSecret>()
      #expect(try await store.open(try Self.new(fixture, id: second, policy: policy), at: fixture.now))
      #expect(try await store.open(try Self.new(fixture, policy: policy), at: fixture.now) == false)
      #expect(try await store.open(try Self.new(fixture, client: "other", policy: policy), at: fixture.now))
      #expect(try await store.use(link.digest, to: .refuse, at: fixture.now) != nil)
      #expect(try await Self.poll(fixture, id) == "denied")
      #expect(try await Self.poll(fixture, second, after: 300) == "expired")
      #expect(try await store.open(try Self.new(fixture, policy: policy), at: fixture.now + 300))
      #expect(try await Self.poll(fixture, BearerSecret()) == "unknown")
    }
  }
}
