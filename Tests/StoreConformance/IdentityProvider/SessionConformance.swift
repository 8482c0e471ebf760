import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct SessionConformance {
  @Test(arguments: StoreEngine.allCases)
  func `a session is found by its secret only`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (presentation, secret) = (fixture.presentation(), BearerSecret<SessionSecret>())
      let new = try fixture.session(presentation, secret: secret)
      try await fixture.sessions.open(new, at: fixture.now)
      let session = try #require(try await fixture.sessions.session(secret: secret.digest, at: fixture.now))
      #expect(session.id == new.id)
      #expect(session.presentationID == presentation.id)
      #expect(session.uscc == presentation.uscc)
      #expect(session.acr == presentation.acr)
      #expect(session.amr == ["pop"])
      #expect(session.authTime == fixture.now)
      #expect(!session.isShared)
      #expect(session.approvals == [try fixture.client(): Session.Approval(scopes: [.openID], claims: nil)])
      let other = BearerSecret<SessionSecret>().digest
      #expect(try await fixture.sessions.session(secret: other, at: fixture.now) == nil)
      #expect(try await fixture.sessions.session(new.id, at: fixture.now)?.id == new.id)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `idleness ends a session, being seen prolongs it, and nothing beyond its end`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (idle, seen) = (BearerSecret<SessionSecret>(), BearerSecret<SessionSecret>())
      for secret in [idle, seen] {
        try await fixture.sessions.open(
          try fixture.session(fixture.presentation(), secret: secret), at: fixture.now)
      }
      #expect(try await fixture.sessions.session(secret: idle.digest, at: fixture.now + 180) == nil)
      for later in stride(from: 120, to: 3_600, by: 120) {
        #expect(try await fixture.sessions.session(secret: seen.digest, at: fixture.now + later) != nil)
      }
      #expect(try await fixture.sessions.session(secret: seen.digest, at: fixture.now + 3_600) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `approvals of parallel logins are all kept`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(fixture.presentation(), secret: BearerSecret<SessionSecret>())
      try await fixture.sessions.open(new, at: fixture.now)
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<50 {
          let client = try fixture.client("client-\(number)")
          group.addTask {
            try await fixture.sessions.approve(
              Session.Approval(scopes: [.openID, .licence], claims: nil), for: client, in: new.id, at: fixture.now)
          }
        }
        for try await isKept in group { #expect(isKept) }
      }
      let more = ClaimsRequest(userInfo: [ClaimRequest(name: "address")])
      #expect(
        try await fixture.sessions.approve(
          Session.Approval(scopes: [.holder], claims: more), for: try fixture.client(), in: new.id, at: fixture.now))
      let session = try #require(try await fixture.sessions.session(new.id, at: fixture.now))
      #expect(session.approvals.count == 51)
      let own = try #require(session.approvals[try fixture.client()])
      #expect(own.scopes == [.openID, .holder])
      #expect(own.claims?.userInfo.map(\.name) == ["address"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a session that is over takes no approval`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(fixture.presentation(), secret: BearerSecret<SessionSecret>())
      try await fixture.sessions.open(new, at: fixture.now)
      let approval = Session.Approval(scopes: [.openID], claims: nil)
      let client = try fixture.client()
      #expect(try await !fixture.sessions.approve(approval, for: client, in: new.id, at: fixture.now + 180))
      #expect(try await fixture.sessions.end(new.id, at: fixture.now))
      #expect(try await !fixture.sessions.approve(approval, for: client, in: new.id, at: fixture.now))
      #expect(try await !fixture.sessions.end(new.id, at: fixture.now))
    }
  }

  @Test(arguments: StoreEngine.allCases, [false, true])
  func `ending a session ends its grants, save offline ones on an own computer`(engine: StoreEngine, isShared: Bool)
    async throws
  {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(
        fixture.presentation(), secret: BearerSecret<SessionSecret>(), isShared: isShared)
      try await fixture.sessions.open(new, at: fixture.now)
      let online = try await fixture.redeemed(try fixture.grant(session: new.id))
      let offline = try await fixture.redeemed(
        try fixture.grant(scopes: [.openID, .offlineAccess], session: new.id))
      try await fixture.sessions.end(new.id, at: fixture.now)
      #expect(try await fixture.sessions.session(new.id, at: fixture.now) == nil)
      #expect(try await fixture.grants.grant(online.id)?.revokedAt != nil)
      #expect((try await fixture.grants.grant(offline.id)?.revokedAt != nil) == isShared)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `two sessions never share a secret`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let secret = BearerSecret<SessionSecret>()
      try await fixture.sessions.open(try fixture.session(fixture.presentation(), secret: secret), at: fixture.now)
      await #expect(throws: StoreError.self) {
        try await fixture.sessions.open(
          try fixture.session(fixture.presentation(), secret: secret), at: fixture.now)
      }
    }
  }
}
