import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct ReceiptTests {
  @Test func `the receipt shows the number first, and then who, where and as whom`() async throws {
    try await LoginHouse.run(portal: ["scope": "openid licence holder"]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder(["scope": "openid licence holder"])
      let receipt = try await phone.approve(page)
      let number = try await phone.number(receipt)
      #expect(number.count == 6)
      #expect(try await house.http.get(receipt, [.accept: "text/html"]).text.contains(number.prefix(3) + " "))
      _ = try await browser.post(page + "/number", [("number", number)])
      let text = try await house.http.get(receipt, [.accept: "text/html"]).text
      #expect(text.contains("登录回执") && text.contains("办事大厅") && text.contains("张*"))
      #expect(!text.contains(number.prefix(3) + " ") && !text.contains("张堃"))
      house.clock.advance(by: house.signIn.policy.receiptLife)
      #expect(try await house.http.get(receipt).status == .notFound)
    }
  }

  @Test func `not me ends the session, the grant and the presentation`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      let code = try #require(end.answered("code").flatMap { BearerSecret<AuthorizationCodeSecret>(presented: $0) })
      let portal = try #require(ClientID("portal"))
      guard case .redeemed(let grant) = try await house.grants.redeem(code.digest, by: portal, at: house.now) else {
        Issue.record("the code is not redeemed")
        return
      }
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      let said = try await house.http.post(receipt + "/not-me", [], [.accept: "application/json"])
      #expect(said.json.text("state") == "disowned")
      #expect(try await house.grants.grant(grant.id)?.revokedAt != nil)
      #expect(try await house.presentations.presentation(grant.presentationID, at: house.now) == nil)
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
      #expect(try await house.http.post(receipt + "/not-me", [], [.accept: "application/json"]).status == .ok)
      let next = try await browser.openOrder()
      _ = try await phone.approve(next)
      #expect(try await browser.state(of: next) == "number", "the pair is no longer known")
    }
  }

  @Test func `not me before the number stops the login`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      let number = try await phone.number(receipt)
      _ = try await house.http.post(receipt + "/not-me", [])
      #expect(try await browser.state(of: page) == "denied")
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") == nil)
      #expect(try await house.http.post("/r/AAAA/not-me", []).status == .notFound)
    }
  }
}
