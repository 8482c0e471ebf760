import ELicence
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What holders approved: kept with the grants that it leads to, and ended with them.
@Suite struct ConsentConformance {
  /// A grant that a running session gives, as the operator's policy lets it.
  private static func grant(
    _ fixture: GrantFixture, scopes: ScopeSet = [.openID, .licence], claims: ClaimsRequest? = nil
  ) async throws -> (presentation: Presentation, grant: GrantID) {
    let presentation = fixture.presentation()
    try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
    let grant = NewGrant(
      id: .generate(), clientID: try fixture.client(), sessionID: .generate(), presentationID: presentation.id,
      subject: "s", scopes: scopes, claims: claims, redirectURI: "https://portal.example/cb",
      codeChallenge: CodeVerifier().challenge(), nonce: nil, authTime: fixture.now, expiresAt: fixture.now + 3_600,
      endsWithSession: false)
    let code = BearerSecret<AuthorizationCodeSecret>()
    try await fixture.grants.issue(grant, code: code.digest, codeExpires: fixture.now + 30, at: fixture.now)
    return (presentation, grant.id)
  }

  @Test(arguments: StoreEngine.allCases)
  func `one consent for a holder, enterprise and client grows with what is granted`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLConsentStore(fixture.database)
      let (presentation, _) = try await Self.grant(fixture)
      _ = try await Self.grant(
        fixture, scopes: [.openID, .holder], claims: ClaimsRequest(userInfo: [ClaimRequest(name: "address")]))
      let holder = ConsentHolder.key(presentation.holderKeyThumbprint)
      let consents = try await store.consents(of: holder, at: fixture.now)
      #expect(consents.count == 1)
      #expect(consents.first?.approval.scopes == [.openID, .licence, .holder])
      #expect(consents.first?.approval.claims?.userInfo.map(\.name) == ["address"])
      #expect(consents.first?.source == .policy)
      #expect(try await store.consents(of: .enterprise(presentation.uscc), at: fixture.now).count == 1)
      #expect(try await store.consents(of: .key("another"), at: fixture.now).isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `only its holder takes a consent back, once, and its grants end with it`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLConsentStore(fixture.database)
      let (presentation, grant) = try await Self.grant(fixture)
      let holder = ConsentHolder.key(presentation.holderKeyThumbprint)
      let id = try #require(try await store.consents(of: holder, at: fixture.now).first?.id)
      #expect(try await store.revoke(id, by: .key("another"), at: fixture.now) == false)
      #expect(try await store.revoke(id, by: .enterprise("another"), at: fixture.now) == false)
      #expect(try await fixture.grants.grant(grant)?.isAlive(at: fixture.now) == true)
      let count = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 { group.addTask { try await store.revoke(id, by: holder, at: fixture.now) } }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(count == 1)
      #expect(try await fixture.grants.grant(grant)?.isAlive(at: fixture.now) == false)
      #expect(try await store.consents(of: holder, at: fixture.now).isEmpty)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a consent that nobody used for a year lapses`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let store = SQLConsentStore(fixture.database)
      let (presentation, _) = try await Self.grant(fixture)
      let later = fixture.now + 366 * 86_400
      let holder = ConsentHolder.key(presentation.holderKeyThumbprint)
      #expect(try await store.consents(of: holder, at: later).isEmpty)
      try await Expiry(fixture.database, SQLConsentStore.expiring).sweep(at: later)
      let left = try await fixture.database.read { try $0.row("SELECT COUNT(*) FROM consents")?.int(0) }
      #expect(left == 0)
    }
  }
}
