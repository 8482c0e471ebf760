import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct GrantConformance {
  @Test(arguments: StoreEngine.allCases)
  func `a grant reads back as it was issued`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.grant()
      let grant = try await fixture.redeemed(new)
      let read = try #require(try await fixture.grants.grant(new.id))
      for grant in [grant, read] {
        #expect(grant.id == new.id)
        #expect(grant.clientID == new.clientID)
        #expect(grant.sessionID == new.sessionID)
        #expect(grant.presentationID == new.presentationID)
        #expect(grant.subject == "subject")
        #expect(grant.scopes == new.scopes)
        #expect(grant.claims == new.claims)
        #expect(grant.redirectURI == new.redirectURI)
        #expect(grant.codeChallenge == new.codeChallenge)
        #expect(grant.nonce == "n")
        #expect(grant.authTime == new.authTime)
        #expect(grant.expiresAt == new.expiresAt)
        #expect(grant.generation == 0)
        #expect(grant.revokedAt == nil)
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a grant keeps the keys that it is bound to`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (grants, now) = (fixture.grants, fixture.now)
      for binding in [nil, Confirmation.dpopKey(thumbprint: "k"), .certificate(thumbprint: "c")] {
        let (new, code) = (try fixture.grant(dpopKey: "named"), BearerSecret<AuthorizationCodeSecret>())
        try await grants.issue(new, code: code.digest, codeExpires: now + 30, at: now)
        #expect(try await grants.redeemable(code.digest, by: new.clientID, at: now)?.dpopKey == "named")
        guard
          case .redeemed(let grant) = try await grants.redeem(
            code.digest, by: new.clientID, binding: binding, at: now)
        else {
          Issue.record("not redeemed")
          return
        }
        #expect(grant.confirmation == binding)
        #expect(grant.dpopKey == "named")
        #expect(try await grants.grant(new.id)?.confirmation == binding)
        guard case .successor(let rotated, _) = try await grants.rotate(new.id, generation: 0, at: now),
          case .repeated(let again, _) = try await grants.rotate(new.id, generation: 0, at: now)
        else {
          Issue.record("not rotated")
          return
        }
        #expect(rotated.confirmation == binding && again.confirmation == binding)
      }
    }
  }

  @Test(arguments: StoreEngine.allCases, [false, true])
  func `every way to read a grant says whether it ends with its session`(engine: StoreEngine, ends: Bool) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (grants, now) = (fixture.grants, fixture.now)
      let (new, code) = (try fixture.grant(endsWithSession: ends), BearerSecret<AuthorizationCodeSecret>())
      try await grants.issue(new, code: code.digest, codeExpires: now + 30, at: now)
      #expect(try await grants.redeemable(code.digest, by: new.clientID, at: now)?.endsWithSession == ends)
      guard case .redeemed(let redeemed) = try await grants.redeem(code.digest, by: new.clientID, at: now),
        case .successor(let successor, _) = try await grants.rotate(new.id, generation: 0, at: now),
        case .repeated(let repeated, _) = try await grants.rotate(new.id, generation: 0, at: now)
      else {
        Issue.record("the grant is not redeemed and rotated")
        return
      }
      #expect([redeemed, successor, repeated].map(\.endsWithSession) == [ends, ends, ends])
      #expect(try await grants.grant(new.id)?.endsWithSession == ends)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `of a hundred redemptions one is redeemed and the others are replays`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (new, code) = (try fixture.grant(), BearerSecret<AuthorizationCodeSecret>())
      try await fixture.grants.issue(new, code: code.digest, codeExpires: fixture.now + 30, at: fixture.now)
      let counts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 {
          group.addTask {
            switch try await fixture.grants.redeem(code.digest, by: new.clientID, at: fixture.now) {
            case .redeemed: "redeemed"
            case .replayed(let id): id == new.id ? "replayed" : "wrong"
            case .otherClient, .expired, .unknown: "wrong"
            }
          }
        }
        return try await group.reduce(into: [String: Int]()) { counts, outcome in counts[outcome, default: 0] += 1 }
      }
      #expect(counts == ["redeemed": 1, "replayed": 99])
      #expect(try await fixture.grants.grant(new.id)?.revokedAt == fixture.now)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a code that is late, unknown, revoked or another client's is told apart`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (grants, now) = (fixture.grants, fixture.now)
      func issue() async throws -> (NewGrant, SecretDigest<AuthorizationCodeSecret>) {
        let (new, code) = (try fixture.grant(), BearerSecret<AuthorizationCodeSecret>())
        try await grants.issue(new, code: code.digest, codeExpires: now + 30, at: now)
        return (new, code.digest)
      }
      let (late, lateCode) = try await issue()
      guard case .expired = try await grants.redeem(lateCode, by: late.clientID, at: now + 30) else {
        Issue.record("a late code")
        return
      }
      let (revoked, revokedCode) = try await issue()
      try await grants.revoke(revoked.id, at: now)
      guard case .expired = try await grants.redeem(revokedCode, by: revoked.clientID, at: now) else {
        Issue.record("a revoked code")
        return
      }
      let unknown = BearerSecret<AuthorizationCodeSecret>().digest
      guard case .unknown = try await grants.redeem(unknown, by: late.clientID, at: now) else {
        Issue.record("an unknown code")
        return
      }
      let (stolen, stolenCode) = try await issue()
      guard case .otherClient(stolen.id) = try await grants.redeem(stolenCode, by: try fixture.client("thief"), at: now)
      else {
        Issue.record("another client's code")
        return
      }
      #expect(try await grants.grant(stolen.id)?.revokedAt == now)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a hundred rotations of one generation make one successor`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let grant = try await fixture.redeemed(try fixture.grant())
      let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 {
          group.addTask {
            switch try await fixture.grants.rotate(grant.id, generation: 0, at: fixture.now) {
            case .successor(_, let generation): "successor \(generation)"
            case .repeated(_, let generation): "repeated \(generation)"
            case .reuse, .gone: "wrong"
            }
          }
        }
        return try await group.reduce(into: [String: Int]()) { counts, outcome in counts[outcome, default: 0] += 1 }
      }
      #expect(outcomes == ["successor 1": 1, "repeated 1": 99])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `the last exchange repeats for ten seconds, an older one is reuse`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let now = fixture.now
      func outcome(_ id: GrantID, _ generation: Int, _ later: Int) async throws -> String {
        switch try await fixture.grants.rotate(id, generation: generation, at: now + later) {
        case .successor(_, let generation): "successor \(generation)"
        case .repeated(_, let generation): "repeated \(generation)"
        case .reuse: "reuse"
        case .gone: "gone"
        }
      }
      let first = try await fixture.redeemed(try fixture.grant()).id
      #expect(try await outcome(first, 0, 0) == "successor 1")
      #expect(try await outcome(first, 0, 10) == "repeated 1")
      #expect(try await outcome(first, 0, 11) == "reuse")
      #expect(try await outcome(first, 1, 11) == "gone")
      let second = try await fixture.redeemed(try fixture.grant()).id
      #expect(try await outcome(second, 0, 0) == "successor 1")
      #expect(try await outcome(second, 1, 1) == "successor 2")
      #expect(try await outcome(second, 0, 1) == "reuse")
      let third = try await fixture.redeemed(try fixture.grant()).id
      #expect(try await outcome(third, 5, 0) == "gone")
      #expect(try await outcome(third, 0, 3_600) == "gone")
      #expect(try await outcome(.generate(), 0, 0) == "gone")
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a grant whose code nobody redeemed does not rotate`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.grant()
      let code = BearerSecret<AuthorizationCodeSecret>()
      try await fixture.grants.issue(new, code: code.digest, codeExpires: fixture.now + 30, at: fixture.now)
      guard case .gone = try await fixture.grants.rotate(new.id, generation: 0, at: fixture.now) else {
        Issue.record("rotated before its code was redeemed")
        return
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `revoking a session or a presentation ends its grants and no others`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (session, presentation) = (SessionID.generate(), PresentationID.generate())
      let bySession = try await fixture.redeemed(try fixture.grant(session: session))
      let byPresentation = try await fixture.redeemed(try fixture.grant(presentation: presentation))
      let other = try await fixture.redeemed(try fixture.grant())
      try await fixture.grants.revoke(session: session, at: fixture.now)
      try await fixture.grants.revoke(presentation: presentation, at: fixture.now)
      #expect(try await fixture.grants.grant(bySession.id)?.revokedAt == fixture.now)
      #expect(try await fixture.grants.grant(byPresentation.id)?.revokedAt == fixture.now)
      #expect(try await fixture.grants.grant(other.id)?.revokedAt == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `rows go soon when nobody redeemed them or they were revoked, and stay while they live`(engine: StoreEngine)
    async throws
  {
    try await GrantFixture.run(engine) { fixture in
      let (unredeemed, code) = (try fixture.grant(), BearerSecret<AuthorizationCodeSecret>())
      try await fixture.grants.issue(
        unredeemed, code: code.digest, codeExpires: fixture.now + 30, at: fixture.now)
      let revoked = try await fixture.redeemed(try fixture.grant())
      try await fixture.grants.revoke(revoked.id, at: fixture.now)
      let living = try await fixture.redeemed(try fixture.grant())
      let expiry = Expiry(fixture.database, Schema.identityProvider.expiring)
      try await expiry.sweep(at: fixture.now + 299)
      #expect(try await fixture.grants.grant(revoked.id) != nil)
      try await expiry.sweep(at: fixture.now + 330)
      #expect(try await fixture.grants.grant(unredeemed.id) == nil)
      #expect(try await fixture.grants.grant(revoked.id) == nil)
      #expect(try await fixture.grants.grant(living.id) != nil)
      try await expiry.sweep(at: fixture.now + 3_600 + 300)
      #expect(try await fixture.grants.grant(living.id) == nil)
    }
  }
}
