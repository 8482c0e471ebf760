import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct PresentationConformance {
  @Test(arguments: StoreEngine.allCases)
  func `a presentation reads back as it was kept`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let presentation = fixture.presentation()
      try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      #expect(try await fixture.presentations.presentation(presentation.id, at: fixture.now + 59) == presentation)
      #expect(try await fixture.presentations.presentation(presentation.id, at: fixture.now + 60) == nil)
      #expect(try await fixture.presentations.presentation(.generate(), at: fixture.now) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what names a person is sealed, and one row does not open as another`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (first, second) = (fixture.presentation(), fixture.presentation())
      for presentation in [first, second] {
        try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      }
      let rows = try await fixture.database.read { try $0.rows("SELECT sealed FROM presentations") }
      for row in rows {
        let text = String(decoding: try row.blob(0), as: UTF8.self)
        #expect(!text.contains("holder-2"))
        #expect(!text.contains(first.uscc))
      }
      try await fixture.database.write { connection in
        _ = try connection.run(
          """
          UPDATE presentations SET sealed = (SELECT sealed FROM presentations WHERE presentation_id = $1)
          WHERE presentation_id = $2
          """, [.text(first.id.value), .text(second.id.value)])
      }
      await #expect(throws: SealRefusal.self) {
        try await fixture.presentations.presentation(second.id, at: fixture.now)
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a presentation that was read before is asked for anew`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (presentation, other) = (fixture.presentation(), fixture.presentation())
      for one in [presentation, other] {
        try await fixture.presentations.keep(one, expires: fixture.now + 60, at: fixture.now)
        for _ in 0..<2 {
          #expect(try await fixture.presentations.presentation(one.id, at: fixture.now) == one)
        }
      }
      // What was read before is not told of a row that says something else by now, or nothing any more.
      try await fixture.database.write { connection in
        _ = try connection.run(
          """
          UPDATE presentations SET sealed = (SELECT sealed FROM presentations WHERE presentation_id = $1)
          WHERE presentation_id = $2
          """, [.text(other.id.value), .text(presentation.id.value)])
      }
      await #expect(throws: SealRefusal.self) {
        try await fixture.presentations.presentation(presentation.id, at: fixture.now)
      }
      #expect(try await fixture.presentations.presentation(other.id, at: fixture.now + 60) == nil)
      #expect(try await fixture.presentations.revoke(other.id, at: fixture.now))
      #expect(try await fixture.presentations.presentation(other.id, at: fixture.now) == nil)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `"not me" ends presentation, sessions and grants together`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (presentation, secret) = (fixture.presentation(), BearerSecret<SessionSecret>())
      try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      try await fixture.sessions.open(try fixture.session(presentation, secret: secret), at: fixture.now)
      let grant = try await fixture.redeemed(
        try fixture.grant(scopes: [.openID, .offlineAccess], presentation: presentation.id))
      let other = try await fixture.redeemed(try fixture.grant())
      #expect(try await fixture.presentations.revoke(presentation.id, at: fixture.now))
      #expect(try await fixture.presentations.presentation(presentation.id, at: fixture.now) == nil)
      #expect(try await fixture.sessions.session(secret: secret.digest, at: fixture.now) == nil)
      #expect(try await fixture.grants.grant(grant.id)?.revokedAt == fixture.now)
      #expect(try await fixture.grants.grant(other.id)?.revokedAt == nil)
      #expect(try await fixture.presentations.revoke(presentation.id, at: fixture.now) == false)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `"not me" ends what hangs on the session from before`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (presentation, session) = (fixture.presentation(), SessionID.generate())
      try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      try await fixture.sessions.open(
        try fixture.session(presentation, secret: BearerSecret(), id: session), at: fixture.now)
      // As left by a session that this one replaced: another presentation's, with `offline_access`.
      let older = try await fixture.redeemed(try fixture.grant(scopes: [.openID, .offlineAccess], session: session))
      #expect(try await fixture.presentations.revoke(presentation.id, at: fixture.now))
      #expect(try await fixture.grants.grant(older.id)?.revokedAt == fixture.now)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a presentation stays as long as the session and the grant that point to it`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (first, second) = (fixture.presentation(), fixture.presentation())
      for presentation in [first, second] {
        try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      }
      try await fixture.sessions.open(
        try fixture.session(first, secret: BearerSecret<SessionSecret>()), at: fixture.now)
      _ = try await fixture.redeemed(try fixture.grant(presentation: second.id, expires: 7_200))
      #expect(try await fixture.presentations.presentation(first.id, at: fixture.now + 3_599) != nil)
      #expect(try await fixture.presentations.presentation(second.id, at: fixture.now + 7_199) != nil)
    }
  }
}
