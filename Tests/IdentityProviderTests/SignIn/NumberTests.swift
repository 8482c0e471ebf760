import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct NumberTests {
  private func wrong(_ number: String) -> String { number == "000000" ? "000001" : "000000" }

  @Test func `three wrong numbers end the order`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      for left in ["2", "1"] {
        _ = try await browser.post(page + "/number", [("number", wrong(number))])
        let text1 = try await browser.get(page).text
        #expect(text1.contains("还可以试 \(left) 次"))
      }
      _ = try await browser.post(page + "/number", [("number", wrong(number))])
      #expect(try await browser.state(of: page) == "failed")
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") == nil)
    }
  }

  @Test func `wrong numbers count against the licence's hour over all its orders`() async throws {
    var policy = SignInPolicy()
    policy.numberBudgetPerHour = 4
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      for tries in [2, 2] {
        let page = try await browser.openOrder()
        let number = try await phone.number(phone.approve(page))
        for _ in 0..<tries { _ = try await browser.post(page + "/number", [("number", wrong(number))]) }
      }
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") == nil)
      #expect(try await browser.state(of: page) == "failed")
      house.clock.advance(by: 3600)
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
    }
  }

  /// A budget by the hour of the clock would be whole again at :00, and give twice as many tries around it.
  @Test func `the hour of a licence's wrong numbers slides`() async throws {
    var policy = SignInPolicy()
    (policy.numberBudgetPerHour, policy.numberTries) = (4, 10)
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      /// Types so many wrong numbers into a new order; whether the order still listens.
      func spend(_ tries: Int) async throws -> Bool {
        let page = try await browser.openOrder()
        let number = try await phone.number(phone.approve(page))
        for _ in 0..<tries { _ = try await browser.post(page + "/number", [("number", wrong(number))]) }
        return try await browser.state(of: page) == "number"
      }
      // To two minutes before the end of an hour of the clock.
      house.clock.advance(by: Int(3_600 - house.now.seconds % 3_600) - 120)
      #expect(try await spend(2))
      house.clock.advance(by: 100)
      #expect(try await spend(1))
      // The clock's hour is over, the licence's is not.
      house.clock.advance(by: 60)
      #expect(try await spend(1) == false)
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") == nil)
      // An hour after the first two, two are free again, and no more.
      house.clock.advance(by: 3_600 - 160)
      #expect(try await spend(1))
      #expect(try await spend(1) == false)
    }
  }

  @Test func `what is no number of six digits costs no try`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      for text in ["", "12345", "1234567", "abcdef", "12345六"] {
        #expect(try await browser.post(page + "/number", [("number", text)]).status == .badRequest, "\(text)")
      }
      #expect(try await browser.get(page + "/state").json["tries_left"]?.integer == 3)
      let spaced = number.prefix(3) + " " + number.suffix(3)
      #expect(try await browser.post(page + "/number", [("number", String(spaced))]).answered("code") != nil)
    }
  }

  @Test func `a browser and a key that were confirmed together need no number again`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      let page = try await browser.openOrder(["prompt": "login"])
      let receipt = try await phone.approve(page)
      #expect(try await browser.state(of: page) == "proceed")
      #expect(try await phone.number(receipt) == "")
      #expect(try await browser.post(page + "/continue").answered("code") != nil)

      let stranger = TestBrowser(house)
      let other = try await stranger.openOrder()
      _ = try await phone.approve(other)
      #expect(try await stranger.state(of: other) == "number")
      #expect(try await stranger.post(other + "/continue").answered("code") == nil)
      let secondPhone = try TestPhone(house)
      let third = try await browser.openOrder(["prompt": "login"])
      _ = try await secondPhone.approve(third)
      #expect(try await browser.state(of: third) == "number")
    }
  }

  @Test func `a shared computer remembers nothing`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      _ = try await browser.post(page + "/shared", [("shared", "yes")])
      let text2 = try await browser.get(page).text
      #expect(text2.contains("已按公共电脑处理"))
      let number = try await phone.number(phone.approve(page))
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") != nil)
      // Both until the browser closes.
      #expect(browser.cookieNames == ["__Host-tongzhao-session-443", "__Host-tongzhao-state-443"])
      house.clock.advance(by: 181)
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
      let next = try await browser.openOrder()
      _ = try await phone.approve(next)
      #expect(try await browser.state(of: next) == "number")
    }
  }
}
