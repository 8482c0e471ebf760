import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What must still hold when an order's row is long gone.
@Suite struct AfterwardsTests {
  /// Longer than the row of an order stays.
  private static let later = 3600

  private func sweep(_ house: LoginHouse) async throws {
    house.clock.advance(by: Self.later)
    try await Expiry(house.database, Schema.identityProvider.expiring).sweep(at: house.now)
  }

  @Test func `not me said an hour later makes browser and key strangers again`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      _ = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      try await sweep(house)
      #expect(try await house.http.post(receipt + "/not-me", [], [.accept: "application/json"]).status == .ok)
      let next = try await browser.openOrder(["prompt": "login"])
      _ = try await phone.approve(next)
      #expect(try await browser.state(of: next) == "number")
    }
  }

  @Test func `not me strikes the key in every browser, and no other key`() async throws {
    try await LoginHouse.run { house in
      let (phone, other) = (try TestPhone(house), try TestPhone(house))
      let (first, second) = (TestBrowser(house), TestBrowser(house))
      for browser in [first, second] { _ = try await browser.logIn(with: phone) }
      _ = try await second.logIn(with: other, prompt: "login")
      let page = try await first.openOrder(["prompt": "login"])
      let receipt = try await phone.approve(page)
      #expect(try await first.state(of: page) == "proceed")
      _ = try await house.http.post(receipt + "/not-me", [])
      let again = try await second.openOrder(["prompt": "login"])
      _ = try await phone.approve(again)
      #expect(try await second.state(of: again) == "number")
      let others = try await second.openOrder(["prompt": "login"])
      _ = try await other.approve(others)
      #expect(try await second.state(of: others) == "proceed")
    }
  }

  @Test func `a receipt never comes to say that a login was finished which was not`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let stopped = try await browser.openOrder()
      let unfinished = try await phone.approve(stopped)
      _ = try await browser.post(stopped + "/cancel")
      let page = try await browser.openOrder()
      let finished = try await phone.approve(page)
      _ = try await browser.post(page + "/number", [("number", try await phone.number(finished))])
      for isSwept in [false, true] {
        if isSwept { try await sweep(house) }
        for (receipt, state) in [(unfinished, "ended"), (finished, "done")] {
          let read = try await house.http.get(receipt, [.accept: "application/json"])
          #expect(read.json.text("state") == state)
        }
      }
    }
  }

  @Test func `auth_time is by our clock, whatever the wallet's says`() async throws {
    try await LoginHouse.run { house in
      for ahead in [25, -250] {
        let (browser, phone) = (TestBrowser(house), try TestPhone(house))
        let page = try await browser.openOrder()
        let request = try await phone.fetch(phone.scan(page))
        let token = try phone.wallet.vpToken(
          answering: phone.asked(request), under: house.authority, at: house.now + ahead)
        let receipt = phone.path(try await phone.post(["vp_token": token], to: request).json.text("receipt_uri"))
        let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
        let code = try #require(end.answered("code").flatMap { BearerSecret<AuthorizationCodeSecret>(presented: $0) })
        let portal = try #require(ClientID("portal"))
        guard case .redeemed(let grant) = try await house.grants.redeem(code.digest, by: portal, at: house.now) else {
          Issue.record("the code is not redeemed")
          return
        }
        #expect(grant.authTime == house.now)
        #expect(try await browser.authorize(["max_age": "0", "prompt": "none"]).answered("error") == "login_required")
        #expect(try await browser.authorize(["max_age": "1", "prompt": "none"]).answered("code") != nil)
      }
    }
  }
}
