import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import TestSupport
import Testing

/// Each time of a login is the policy's to say: the same at one second is different a second later.
@Suite struct PolicyTests {
  @Test func `a ticket lives as long as the policy says`() async throws {
    var policy = SignInPolicy()
    policy.ticketLife = 7
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let ticket = try await phone.scan(browser.openOrder())
      house.clock.advance(by: 6)
      #expect(try await house.http.get(ticket).status == .ok)
      house.clock.advance(by: 1)
      #expect(try await house.http.get(ticket).status == .notFound)
    }
  }

  @Test(arguments: [(24, HTTPResponse.Status.ok), (25, .notFound)])
  func `eight digits live as long as the policy says`(seconds: Int, status: HTTPResponse.Status) async throws {
    var policy = SignInPolicy()
    policy.typedCodeLife = 25
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      let offered = try await browser.post(page + "/typed-code", [], [.accept: "application/json"]).json
      #expect(offered["expires_in"]?.integer == 25)
      house.clock.advance(by: seconds)
      let code = try #require(offered["code"]?.string)
      #expect(try await house.http.post("/w/code", [("code", code)]).status == status)
    }
  }

  @Test func `an order that nobody looks at lives as long as the policy says`() async throws {
    var policy = SignInPolicy()
    policy.orderLife = 20
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      house.clock.advance(by: 19)
      #expect(try await browser.state(of: page) == "waiting")
      house.clock.advance(by: 1)
      #expect(try await browser.state(of: page) == "expired")
    }
  }

  @Test func `a page without script looks again before its order ends for want of a look`() async throws {
    var policy = SignInPolicy()
    (policy.frameLife, policy.orderLife) = (300, 40)
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      for _ in 0..<5 {
        #expect(try await browser.get(page).text.contains("http-equiv=\"refresh\" content=\"15;"))
        house.clock.advance(by: 15)
      }
      #expect(try await browser.state(of: page) == "waiting")
    }
  }

  @Test(arguments: [(40, HTTPResponse.Status.ok), (41, .badRequest)])
  func `a key binding may be as old as the policy says`(age: Int, status: HTTPResponse.Status) async throws {
    var policy = SignInPolicy()
    (policy.keyBindingLife, policy.skew) = (40, 0)
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let request = try await phone.fetch(phone.scan(browser.openOrder()))
      let token = try phone.wallet.vpToken(answering: phone.asked(request), under: house.authority, at: house.now)
      house.clock.advance(by: age)
      #expect(try await phone.post(["vp_token": token], to: request).status == status)
    }
  }

  @Test func `a receipt can be opened for as long as the policy says`() async throws {
    var policy = SignInPolicy()
    policy.receiptLife = 86_400
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let receipt = try await phone.approve(browser.openOrder())
      house.clock.advance(by: 86_399)
      #expect(try await house.http.get(receipt).status == .ok)
      house.clock.advance(by: 1)
      #expect(try await house.http.get(receipt).status == .notFound)
    }
  }
}
