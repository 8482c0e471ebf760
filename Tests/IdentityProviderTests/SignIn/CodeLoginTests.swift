import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct CodeLoginTests {
  @Test func `a licence logs in by a QR code and the number on the phone`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      #expect(try await browser.state(of: page) == "waiting")
      let picture = try await browser.get(page + "/qr.svg")
      #expect(picture.headers[.contentType] == "image/svg+xml")

      let request = try await phone.fetch(phone.scan(page))
      #expect(try await browser.state(of: page) == "scanned")
      let answer = try await phone.answer(request)
      #expect(answer.status == .ok)
      #expect(answer.json.text("redirect_uri") == answer.json.text("receipt_uri"))
      #expect(try await browser.state(of: page) == "number")

      let number = try await phone.number(phone.path(answer.json.text("receipt_uri")))
      let end = try await browser.post(page + "/number", [("number", number)])
      #expect(end.status == .seeOther)
      #expect(end.location.hasPrefix("https://portal.example/cb?"))
      #expect(end.answered("state") == "st-1")
      #expect(end.answered("iss") == house.issuer.value)
      #expect(try await browser.state(of: page) == "done")

      let code = try #require(end.answered("code").flatMap { BearerSecret<AuthorizationCodeSecret>(presented: $0) })
      let portal = try #require(ClientID("portal"))
      guard case .redeemed(let grant) = try await house.grants.redeem(code.digest, by: portal, at: house.now) else {
        Issue.record("the code is not redeemed")
        return
      }
      #expect(grant.subject == TestLicence.company.uscc.value)
      let presentation = try await house.presentations.presentation(grant.presentationID, at: house.now)
      #expect(presentation?.deviceBinding == .crossDevice)
      #expect(presentation?.disclosed["address"] == nil, "what no scope needs is not asked for")
    }
  }

  @Test func `a frame is taken while it is fresh and refused afterwards`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let frame = try phone.frame(of: try await browser.openOrder())
      house.clock.advance(by: house.signIn.policy.frameLife)
      #expect(try await phone.land(frame).status == .ok)
      house.clock.advance(by: 1)
      #expect(try await phone.land(frame).status == .gone)
    }
  }

  @Test func `a frame or a ticket that was changed anywhere opens nothing`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let frame = try phone.frame(of: page)
      let ticket = try await phone.scan(page)
      for (path, prefix) in [(frame, "/w/"), (ticket, "/wallet/request/")] {
        let text = Array(path.dropFirst(prefix.count))
        for index in text.indices {
          var changed = text
          changed[index] = text[index] == "A" ? "B" : "A"
          let answer = try await house.http.get(prefix + String(changed), [.accept: "application/json"])
          #expect([.notFound, .gone].contains(answer.status), "position \(index)")
        }
      }
      #expect(try await browser.state(of: page) == "waiting")
    }
  }

  @Test func `a ticket from a QR code lives for a minute`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let ticket = try await phone.scan(browser.openOrder())
      house.clock.advance(by: house.signIn.policy.ticketLife)
      #expect(try await house.http.get(ticket).status == .notFound)
    }
  }

  @Test func `an unscanned order lives while its page is looked at, for ten minutes`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      for _ in 0..<19 {
        house.clock.advance(by: 30)
        #expect(try await browser.get(page + "/qr.svg").status == .ok)
      }
      house.clock.advance(by: 31)
      #expect(try await browser.get(page + "/qr.svg").status == .notFound)
      #expect(try await browser.state(of: page) == "expired")
      let text1 = try await browser.get(page).text
      #expect(text1.contains("二维码已失效"))
    }
  }

  @Test func `an order that nobody looks at ends after two minutes`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      house.clock.advance(by: house.signIn.policy.orderLife)
      #expect(try await phone.land(phone.frame(of: page)).status == .notFound)
      #expect(try await browser.state(of: page) == "expired")
    }
  }

  @Test func `a scan gives three minutes and an approval one`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      house.clock.advance(by: house.signIn.policy.scannedLife - 1)
      let answer = try await phone.answer(request)
      #expect(answer.status == .ok)
      let number = try await phone.number(phone.path(answer.json.text("receipt_uri")))
      house.clock.advance(by: house.signIn.policy.approvedLife)
      let late = try await browser.post(page + "/number", [("number", number)])
      #expect(late.location.hasSuffix(page))
      #expect(try await browser.state(of: page) == "expired")
    }
  }

  @Test func `another browser sees nothing of an order and cannot finish it`() async throws {
    try await LoginHouse.run { house in
      let (browser, other, phone) = (TestBrowser(house), TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      _ = try await other.openOrder()
      for path in ["", "/qr.svg", "/state", "/events"] {
        #expect(try await other.get(page + path).status == .forbidden, "\(path)")
      }
      let number = try await phone.number(phone.approve(page))
      for path in ["/number", "/continue", "/cancel", "/shared", "/typed-code"] {
        #expect(try await other.post(page + path, [("number", number)]).status == .forbidden, "\(path)")
      }
      #expect(try await browser.state(of: page) == "number")
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") != nil)
    }
  }

  @Test func `a form that another site sends is refused`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      let answer = try await browser.post(page + "/cancel", [], [.init("Sec-Fetch-Site")!: "cross-site"])
      #expect(answer.status == .forbidden)
      #expect(try await browser.state(of: page) == "waiting")
    }
  }

  @Test func `an answer is taken once and an order finished once`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let answer = try await phone.answer(request)
      #expect(answer.status == .ok)
      #expect(try await phone.answer(request).status == .notFound)
      let number = try await phone.number(phone.path(answer.json.text("receipt_uri")))
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") != nil)
      let again = try await browser.post(page + "/number", [("number", number)])
      #expect(again.answered("code") == nil)
    }
  }

  @Test func `of answers that arrive together exactly one is the order's`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      var requests: [JSONObject] = []
      for _ in 0..<6 { requests.append(try await phone.fetch(phone.scan(page))) }
      let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for request in requests { group.addTask { try await phone.answer(request).status == .ok } }
        return try await group.reduce(into: 0) { count, isAccepted in count += isAccepted ? 1 : 0 }
      }
      #expect(accepted == 1)
    }
  }

  @Test func `a right number sent twice at once makes one code`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      let codes = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<6 {
          group.addTask { try await browser.post(page + "/number", [("number", number)]).answered("code") != nil }
        }
        return try await group.reduce(into: 0) { count, isCode in count += isCode ? 1 : 0 }
      }
      #expect(codes == 1)
    }
  }
}
