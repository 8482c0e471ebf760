import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// How far a session reaches, and where it stops.
@Suite struct SessionReachTests {
  /// A session store in which somebody logs out at the worst moment: just after a session was found.
  private struct EndingSessions: SessionStore {
    let sessions: any SessionStore

    func session(secret: SecretDigest<SessionSecret>, at now: NumericDate) async throws -> Session? {
      let session = try await sessions.session(secret: secret, at: now)
      if let session { try await sessions.end(session.id, at: now) }
      return session
    }
    func session(_ id: SessionID, at now: NumericDate) async throws -> Session? {
      try await sessions.session(id, at: now)
    }
    func open(_ session: NewSession, at now: NumericDate) async throws { try await sessions.open(session, at: now) }
    func approve(
      _ approval: Session.Approval, for client: ClientID, in session: SessionID, at now: NumericDate
    ) async throws -> Bool {
      try await sessions.approve(approval, for: client, in: session, at: now)
    }
    func end(_ id: SessionID, at now: NumericDate) async throws -> Bool { try await sessions.end(id, at: now) }
    func told(of id: SessionID) async throws -> [ToldClient] { try await sessions.told(of: id) }
  }

  @Test func `a session that ends while it answers gives nothing`() async throws {
    try await LoginHouse.run(sessions: { EndingSessions(sessions: $0) }) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      let answer = try await browser.authorize(["prompt": "none"])
      #expect(answer.answered("error") == "login_required")
      #expect(answer.answered("code") == nil)
      let living = try await house.database.read { connection in
        try connection.rows("SELECT grant_id FROM grants WHERE revoked_at IS NULL").count
      }
      #expect(living == 0, "the first grant ended with its session, the second one was never given out")
    }
  }

  @Test func `a session does not outlive the delegation of its person`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      var phone = try TestPhone(house)
      let today = CalendarDate(at: house.now)
      house.clock.advance(by: today.endOfDay - house.now - 60)
      phone.licence.holder = TestLicence.manager(
        Delegation(matters: [TestLicence.matter], notAfter: today, grantedBy: "张堃"))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      house.clock.advance(by: today.endOfDay - house.now)
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      house.clock.advance(by: 1)
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
    }
  }

  @Test func `an expected subject is compared byte for byte`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      var phone = try TestPhone(house)
      let codes = (0..<200).map { CreditCode.synthetic(kind: .company, serial: $0) }
      phone.licence.particulars.uscc = try #require(codes.first { $0.value.contains("K") })
      let uscc = phone.licence.particulars.uscc.value
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      func claims(_ subject: String) -> String { #"{"id_token":{"sub":{"value":"\#(subject)"}}}"# }
      let exact = try await browser.authorize(["prompt": "none", "claims": claims(uscc)])
      #expect(exact.answered("code") != nil)
      let kelvin = uscc.replacing("K", with: "\u{212A}")
      let other = try await browser.authorize(["prompt": "none", "claims": claims(kelvin)])
      #expect(other.answered("error") == "login_required")
    }
  }
}
