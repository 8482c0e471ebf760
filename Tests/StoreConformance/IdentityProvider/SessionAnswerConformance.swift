import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// Grants that a running session gives: all that belongs to one is kept together, or nothing of it.
@Suite struct SessionAnswerConformance {
  /// What sessions of the fixture have approved.
  private static let usual = Session.Approval(scopes: [.openID], claims: nil)
  private let approval = Session.Approval(scopes: [.openID, .licence], claims: nil)

  private func answer(
    _ fixture: GrantFixture, in session: SessionID, approving approval: Session.Approval = usual,
    on ground: SilentGround = .policy, using pushed: SecretDigest<PushedRequestSecret>? = nil
  ) async throws -> SessionAnswer {
    try await fixture.grants.issueFromSession(
      try fixture.grant(session: session), code: BearerSecret<AuthorizationCodeSecret>().digest,
      codeExpires: fixture.now + 30, approving: approval, on: ground, using: pushed, at: fixture.now)
  }

  private func grants(_ fixture: GrantFixture) async throws -> Int {
    try await fixture.database.read { try $0.rows("SELECT grant_id FROM grants WHERE revoked_at IS NULL").count }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a session's answer is kept with what it approves`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(fixture.presentation(), secret: BearerSecret<SessionSecret>())
      try await fixture.sessions.open(new, at: fixture.now)
      #expect(try await answer(fixture, in: new.id, on: .session) == .issued)
      let client = try fixture.client()
      #expect(try await fixture.sessions.session(new.id, at: fixture.now)?.approvals[client]?.scopes == [.openID])
      #expect(try await answer(fixture, in: new.id, approving: approval) == .issued)
      let session = try #require(try await fixture.sessions.session(new.id, at: fixture.now))
      #expect(session.approvals[client]?.scopes == [.openID, .licence])
      #expect(try await grants(fixture) == 2)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a session that is over answers nothing, and of those that race with its end none survives`(
    engine: StoreEngine
  ) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(
        fixture.presentation(), secret: BearerSecret<SessionSecret>(), isShared: true)
      try await fixture.sessions.open(new, at: fixture.now)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            if number == 20 {
              try await fixture.sessions.end(new.id, at: fixture.now)
            } else {
              _ = try await answer(fixture, in: new.id, on: .session)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await grants(fixture) == 0)
      #expect(try await answer(fixture, in: new.id, on: .session) == .sessionOver)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a pushed request is answered once, and who comes second changes nothing`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let new = try fixture.session(fixture.presentation(), secret: BearerSecret<SessionSecret>())
      try await fixture.sessions.open(new, at: fixture.now)
      let name = BearerSecret<PushedRequestSecret>().digest
      let request = try #require(
        AuthorizationRequest(
          stored: [
            "client_id": "portal", "redirect_uri": "https://portal.example/cb", "scope": "openid",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
          ]))
      let store = SQLPushedRequestStore(fixture.database)
      #expect(try await store.push(request, as: name, expires: fixture.now + 60, limit: 10, at: fixture.now))
      let answers = try await withThrowingTaskGroup(of: SessionAnswer.self) { group in
        for _ in 0..<20 { group.addTask { try await answer(fixture, in: new.id, on: .session, using: name) } }
        return try await group.reduce(into: [SessionAnswer]()) { $0.append($1) }
      }
      #expect(answers.count { $0 == .issued } == 1 && answers.count { $0 == .requestUsed } == 19)
      #expect(try await answer(fixture, in: new.id, approving: approval, using: name) == .requestUsed)
      let session = try #require(try await fixture.sessions.session(new.id, at: fixture.now))
      #expect(session.approvals[try fixture.client()]?.scopes == [.openID])
      #expect(try await grants(fixture) == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what was taken back since the decision is no ground for an answer`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let (consents, presentation) = (SQLConsentStore(fixture.database), fixture.presentation())
      let new = try fixture.session(presentation, secret: BearerSecret<SessionSecret>())
      try await fixture.presentations.keep(presentation, expires: fixture.now + 60, at: fixture.now)
      try await fixture.sessions.open(new, at: fixture.now)
      // More than the session has approved is no ground of its own.
      #expect(try await answer(fixture, in: new.id, approving: approval, on: .session) == .approvalGone)
      let made = NewGrant(
        id: .generate(), clientID: try fixture.client(), sessionID: new.id, presentationID: presentation.id,
        subject: "s", scopes: [.openID, .licence], claims: nil, redirectURI: "https://portal.example/cb",
        codeChallenge: CodeVerifier().challenge(), nonce: nil, authTime: fixture.now, expiresAt: fixture.now + 3_600,
        endsWithSession: false)
      try await fixture.grants.issue(
        made, code: BearerSecret<AuthorizationCodeSecret>().digest, codeExpires: fixture.now + 30, at: fixture.now)
      let holder = ConsentHolder.key(presentation.holderKeyThumbprint)
      let consent = try #require(try await consents.consents(of: holder, at: fixture.now).first?.id)
      #expect(try await answer(fixture, in: new.id, approving: approval, on: .consent(consent)) == .issued)
      #expect(try await answer(fixture, in: new.id, approving: approval, on: .session) == .issued)

      #expect(try await consents.revoke(consent, by: holder, at: fixture.now))
      let living = try await grants(fixture)
      #expect(try await answer(fixture, in: new.id, approving: approval, on: .consent(consent)) == .approvalGone)
      #expect(try await answer(fixture, in: new.id, approving: approval, on: .session) == .approvalGone)
      #expect(try await answer(fixture, in: new.id, on: .session) == .approvalGone, "nothing of it is left")
      #expect(try await grants(fixture) == living)
      #expect(try await consents.consents(of: holder, at: fixture.now).isEmpty, "and none comes back")
    }
  }
}
