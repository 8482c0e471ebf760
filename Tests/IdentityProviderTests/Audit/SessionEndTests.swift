import AuditLog
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// A session ends once in the log, for one reason.
@Suite struct SessionEndTests {
  private func reasons(_ log: SQLAuditLog) async throws -> [String] {
    try await log.found(.sessionEnded).compactMap(\.event.reason)
  }

  private func sweep(_ house: LoginHouse) async throws {
    try await Expiry(house.database, Schema.identityProvider.expiring, audit: house.audit).sweep(at: house.now)
  }

  @Test func `another person in the same browser, and the same one again`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      _ = try await browser.logIn(with: phone, prompt: "login")
      _ = try await browser.logIn(with: try TestPhone(house), prompt: "login")
      #expect(try await reasons(house.audit) == ["renewed", "switched"])
      #expect(try await house.audit.found(.sessionEnded).allSatisfy { $0.event.licence != nil })
    }
  }

  @Test func `idle, once, and not again when the row goes`() async throws {
    try await LoginHouse.run { house in
      _ = try await TestBrowser(house).logIn(with: try TestPhone(house))
      house.clock.advance(by: house.signIn.sessionLifetimes.idle)
      for _ in 0..<2 { try await sweep(house) }
      #expect(try await reasons(house.audit) == ["idle"])
      house.clock.advance(by: house.signIn.sessionLifetimes.longest)
      try await sweep(house)
      #expect(try await reasons(house.audit) == ["idle"])
      #expect(try await house.audit.found(.sessionEnded).first?.event.actor.role == .server)
    }
  }

  @Test func `not me, with the login`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      _ = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      _ = try await house.http.post(receipt + "/not-me", [])
      #expect(try await reasons(house.audit) == ["disowned"])
    }
  }

  @Test func `logged out, with the request that did it`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let hint = try await http.redeem(login).text("id_token")
      _ = try await http.get(
        Percent.appendQuery(to: "/end-session", [("id_token_hint", hint)]),
        [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"])
      let leaf = try #require(try await provider.audit.found(.sessionEnded).first)
      #expect(leaf.event.reason == "logged_out")
      #expect(leaf.event.object == login.session.value)
      #expect(leaf.requestID != nil)
    }
  }

  @Test func `all together, as one leaf that counts them`() async throws {
    try await Provider.run { provider, _ in
      for _ in 0..<3 { _ = try await provider.login() }
      let sessions = SQLSessionStore(provider.database, audit: provider.audit)
      #expect(try await sessions.endAll(at: provider.now) == 3)
      let leaves = try await provider.audit.found(.sessionEnded)
      #expect(leaves.map(\.event.object) == ["all"])
      #expect(leaves.first?.event.reason?.hasPrefix("3 sessions") == true)
    }
  }

  @Test func `what was over already ends no second time`() async throws {
    try await Provider.run { provider, _ in
      let login = try await provider.login()
      #expect(try await provider.sessions.end(login.session, at: provider.now))
      #expect(try await provider.sessions.end(login.session, at: provider.now) == false)
      #expect(try await reasons(provider.audit) == ["logged_out"])
    }
  }
}
