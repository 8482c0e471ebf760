import ELicence
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct DeviceAuthorizationConformance {
  private static func new(
    _ fixture: GrantFixture, _ code: BearerSecret<DeviceCodeSecret> = BearerSecret(), userCode: UInt8 = 1,
    source: String = "s", client: String = "portal", policy: DevicePolicy = DevicePolicy()
  ) throws -> NewDeviceAuthorization {
    NewDeviceAuthorization(
      DeviceAuthorization(
        code: code.digest, clientID: try fixture.client(client), scopes: [.openID],
        device: AskingDevice(userCode: "BCDF-GHJK", place: "济源"), askedAt: fixture.now, expiresAt: fixture.now + 600),
      userCode: [userCode], source: source, policy: policy)
  }

  private static func poll(
    _ fixture: GrantFixture, _ code: BearerSecret<DeviceCodeSecret>, by client: String = "portal",
    after seconds: Int = 0
  ) async throws -> String {
    let poll = try await SQLAwaitedLoginStore(fixture.database).poll(
      .device(code.digest), by: fixture.client(client), binding: nil, longestInterval: 60, at: fixture.now + seconds)
    switch poll {
    case .success: return "approved"
    case .failure(let refusal): return String(describing: refusal)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a code that is typed finds what was kept, and a claim uses it up`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      let new = try Self.new(fixture)
      #expect(try await store.open(new, at: fixture.now) == .opened)
      for step in [AwaitedStep.look, .look, .claim] {
        #expect(
          try await store.use([[9], [1]], to: step, from: "p", budget: 3, at: fixture.now) == .found(new.authorization))
      }
      #expect(try await store.use([[1]], to: .look, from: "p", budget: 3, at: fixture.now) == .unknown)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of a hundred claims one finds the code`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      _ = try await store.open(try Self.new(fixture), at: fixture.now)
      let found = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask {
            if case .found = try await store.use([[1]], to: .claim, from: "\(number)", budget: 3, at: fixture.now) {
              return true
            }
            return false
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(found == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `wrong codes are counted for an hour that slides, against their own source`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      _ = try await store.open(try Self.new(fixture), at: fixture.now)
      for second in 0..<3 {
        #expect(try await store.use([[7]], to: .look, from: "p", budget: 3, at: fixture.now + second) == .unknown)
      }
      #expect(try await store.use([[1]], to: .look, from: "p", budget: 3, at: fixture.now + 3) == .budgetSpent)
      if case .found = try await store.use([[1]], to: .look, from: "q", budget: 3, at: fixture.now + 3) {
      } else {
        Issue.record("another source pays for it")
      }
      #expect(try await store.use([[7]], to: .look, from: "p", budget: 3, at: fixture.now + 3_600) == .unknown)
      #expect(try await store.use([[7]], to: .look, from: "p", budget: 3, at: fixture.now + 3_600) == .budgetSpent)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `letters that another device shows are drawn again, until its time is over`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      #expect(try await store.open(try Self.new(fixture), at: fixture.now) == .opened)
      #expect(try await store.open(try Self.new(fixture), at: fixture.now + 599) == .codeTaken)
      #expect(try await store.open(try Self.new(fixture), at: fixture.now + 600) == .opened)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `only so many wait for one client and behind one address`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      var policy = DevicePolicy()
      (policy.perClient, policy.perSource) = (3, 2)
      var number: UInt8 = 0
      func open(_ source: String, _ client: String = "portal") async throws -> DeviceOpening {
        number += 1
        return try await store.open(
          try Self.new(fixture, userCode: number, source: source, client: client, policy: policy), at: fixture.now)
      }
      #expect(try await open("a") == .opened)
      #expect(try await open("a") == .opened)
      #expect(try await open("a", "other") == .tooManyForSource)
      #expect(try await open("b") == .opened)
      #expect(try await open("c") == .tooManyForClient)
      #expect(try await open("c", "other") == .opened)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of a hundred polls one fetches the grant, and the grant lives on`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let code = BearerSecret<DeviceCodeSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, code), at: fixture.now)
      #expect(try await Self.poll(fixture, code) == "pending")
      let grant = try fixture.grant()
      try await fixture.grants.issue(
        grant, code: AwaitedAnswer.Key.device(code.digest).grantCode, codeExpires: fixture.now + 600, at: fixture.now)
      let counts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 { group.addTask { try await Self.poll(fixture, code) } }
        return try await group.reduce(into: [String: Int]()) { counts, told in counts[told, default: 0] += 1 }
      }
      #expect(counts == ["approved": 1, "used": 99])
      #expect(try await fixture.grants.grant(grant.id)?.revokedAt == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what was taken back before it was fetched is denied`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let code = BearerSecret<DeviceCodeSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, code), at: fixture.now)
      let grant = try fixture.grant()
      try await fixture.grants.issue(
        grant, code: AwaitedAnswer.Key.device(code.digest).grantCode, codeExpires: fixture.now + 600, at: fixture.now)
      try await fixture.grants.revoke(grant.id, at: fixture.now)
      #expect(try await Self.poll(fixture, code) == "denied")
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `another client's poll voids the code and what waits under it`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let code = BearerSecret<DeviceCodeSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, code), at: fixture.now)
      let grant = try fixture.grant()
      try await fixture.grants.issue(
        grant, code: AwaitedAnswer.Key.device(code.digest).grantCode, codeExpires: fixture.now + 600, at: fixture.now)
      #expect(try await Self.poll(fixture, code, by: "other") == "foreign")
      #expect(try await Self.poll(fixture, code) == "denied")
      #expect(try await fixture.grants.grant(grant.id)?.revokedAt == fixture.now)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `asking early makes the interval longer, up to a bound`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let code = BearerSecret<DeviceCodeSecret>()
      _ = try await SQLAwaitedLoginStore(fixture.database).open(try Self.new(fixture, code), at: fixture.now)
      #expect(try await Self.poll(fixture, code) == "pending")
      #expect(try await Self.poll(fixture, code, after: 4) == "pending", "whole seconds round down")
      for _ in 0..<20 { #expect(try await Self.poll(fixture, code, after: 5) == "slowDown") }
      #expect(try await Self.poll(fixture, code, after: 63) == "slowDown")
      #expect(try await Self.poll(fixture, code, after: 122) == "pending")
      #expect(try await Self.poll(fixture, code, after: 600) == "expired")
      #expect(try await Self.poll(fixture, BearerSecret()) == "unknown")
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what is over is swept away, and a restoration voids what waits`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture async throws in
      let store = SQLAwaitedLoginStore(fixture.database)
      let code = BearerSecret<DeviceCodeSecret>()
      _ = try await store.open(try Self.new(fixture, code), at: fixture.now)
      _ = try await store.use([[7]], to: .look, from: "p", budget: 3, at: fixture.now)
      var ended = 0
      for ending in SQLAwaitedLoginStore.endings {
        ended += try await fixture.database.write { try $0.run(ending.statement, [.date(fixture.now)]) }
      }
      #expect(ended == 1)
      #expect(try await Self.poll(fixture, code) == "denied")
      let expiry = Expiry(fixture.database, SQLAwaitedLoginStore.expiring)
      #expect(try await expiry.sweep(at: fixture.now + 1_199) == 0)
      #expect(try await expiry.sweep(at: fixture.now + 3_600) == 2)
    }
  }
}
