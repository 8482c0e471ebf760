import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import TestSupport
import Testing

/// The browser through which a holder approves what somebody else awaits is the clerk's, or anybody's: it gets nothing.
@Suite struct BackchannelBrowserTests {
  @Test func `the clerk's browser is handed no session and sees no consents of the holder`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let clerk = TestBrowser(counter.house)
      let asked = try await counter.ask()
      let (end, _) = try await counter.approve(asked, in: clerk)
      #expect(end.status == .seeOther)
      #expect(!clerk.cookieNames.contains { $0.contains("session") }, "\(clerk.cookieNames)")
      #expect(try await counter.poll(asked).status == .ok)
      let consents = try await clerk.get("/consents")
      #expect(!consents.text.contains(TestLicence.company.uscc.value))
      #expect(!consents.text.contains("办事大厅"), "the counter's name stands on the holder's page")
      #expect(try await clerk.authorize(["prompt": "none"]).answered("error") == "login_required")
    }
  }

  @Test func `the clerk's browser and the holder's phone do not know each other afterwards`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let (clerk, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      try await counter.approve(try await counter.ask(), in: clerk, with: phone)
      let next = try await counter.claim(try await counter.ask(), in: clerk)
      _ = try await phone.approve(next)
      #expect(try await clerk.state(of: next) == "number")
      let order = try await clerk.openOrder()
      _ = try await phone.approve(order)
      #expect(try await clerk.state(of: order) == "number", "for any other client too")
    }
  }

  @Test func `the session in which the browser was goes on`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let (clerk, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let page = try await clerk.openOrder()
      let receipt = try await phone.approve(page)
      _ = try await clerk.post(page + "/number", [("number", try await phone.number(receipt))])
      #expect(try await clerk.authorize(["prompt": "none"]).answered("code") != nil)
      try await counter.approve(try await counter.ask(), in: clerk, with: try TestPhone(counter.house))
      #expect(try await clerk.authorize(["prompt": "none"]).answered("code") != nil)
    }
  }
}
