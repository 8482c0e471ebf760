import AuditLog
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
  @Test func `a finished login's receipt is a file with its proof, and never one without`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      #expect(try await house.http.get(receipt + "/proof").status == .notFound, "nothing came of it yet")
      _ = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      #expect(try await house.http.get(receipt, [.accept: "text/html"]).text.contains("\(receipt)/proof"))

      let late = try await house.http.get(receipt + "/proof", [.accept: "application/json"])
      #expect(late.status == .accepted)
      #expect(late.headers[.retryAfter] == "5")
      #expect(late.json["leaf"] == nil)
      let latePage = try await house.http.get(receipt + "/proof", [.accept: "text/html"])
      #expect(latePage.status == .accepted)
      #expect(latePage.text.contains("回执正在签署"))

      try await HouseProofs(log: house.audit).sign(at: house.now)
      let file = try await house.http.get(receipt + "/proof", [.accept: "text/html"])
      #expect(file.status == .ok)
      #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
      let proved = try AuditReceipt(json: file.json).verified(trusting: try HouseProofs.keys())
      #expect(proved.leaf.event.action == .loginCompleted)
      #expect(proved.leaf.event.object == page.split(separator: "/").last.map(String.init))
      #expect(proved.leaf.event.licence == TestLicence.company.uscc.value)
    }
  }

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
