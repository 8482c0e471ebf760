import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
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
      // In the next order, in whatever browser, nothing is approved in vain: wallet and page say why and until when.
      house.clock.advance(by: 600)
      let (page, path) = try await another(browser, phone)
      let refused = try await phone.answer(phone.fetch(path))
      #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "3000")
      #expect(refused.json["error"] == "temporarily_unavailable" && refused.json["rejection"] == "outOfNumbers")
      #expect(try await browser.get(page + "?lang=en").text.contains("Too many wrong numbers"))
      // On one device there is no number.
      let here = try await browser.openOrder(["prompt": "login"])
      let link = try await phone.link(on: here, of: browser)
      #expect(try await phone.answer(phone.fetch(link)).status == .ok)
      house.clock.advance(by: 3000)
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
    }
  }

  @Test func `browser and phone that know each other need no number, and no budget`() async throws {
    var policy = SignInPolicy()
    policy.numberBudgetPerHour = 1
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      let stranger = TestBrowser(house)
      let page = try await stranger.openOrder()
      let number = try await phone.number(phone.approve(page))
      _ = try await stranger.post(page + "/number", [("number", wrong(number))])
      let (_, path) = try await another(stranger, phone)
      #expect(try await phone.answer(phone.fetch(path)).status == .tooManyRequests)
      #expect(try await browser.logIn(with: phone, prompt: "login").answered("code") != nil)
    }
  }

  @Test func `one licence approves so often, and another is not slowed by it`() async throws {
    let limiter = try #require(RateLimiter(perMinute: 2))
    try await LoginHouse.run(loginsOfLicence: limiter) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      for _ in 0..<2 { #expect(try await browser.logIn(with: phone, prompt: "login").answered("code") != nil) }
      let (page, path) = try await another(browser, phone)
      let request = try await phone.fetch(path)
      let refused = try await phone.answer(request)
      #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "30")
      #expect(refused.json["rejection"] == "tooManyLogins")
      #expect(try await browser.get(page + "?lang=en").text.contains("too often"))
      // The order waits: the same wallet comes again when it may.
      house.clock.advance(by: 30)
      #expect(try await phone.answer(request).status == .ok)
      #expect(limiter.count == 1)
    }
  }

  /// A new order, scanned; its page, and the path of the request.
  private func another(_ browser: TestBrowser, _ phone: TestPhone) async throws -> (page: String, request: String) {
    let page = try await browser.openOrder(["prompt": "login"])
    return (page, try await phone.scan(page))
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
      let (_, path) = try await another(browser, phone)
      #expect(try await phone.answer(phone.fetch(path)).headers[.retryAfter] == "\(3_600 - 160)")
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
