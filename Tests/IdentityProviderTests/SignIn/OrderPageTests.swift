import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@Suite struct OrderPageTests {
  @Test func `start again opens a new order for the same request and ends the old one`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let again = try await browser.post(page + "/restart")
      let next = phone.path(again.location)
      #expect(next.hasPrefix("/sign-in/") && next != page)
      #expect(try await phone.answer(request).status == .notFound)
      let number = try await phone.number(phone.approve(next))
      #expect(try await browser.post(next + "/number", [("number", number)]).answered("state") == "st-1")
    }
  }

  @Test func `cancel goes back to the portal with state and issuer`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      let back = try await browser.post(page + "/cancel")
      #expect(back.location.hasPrefix("https://portal.example/cb?"))
      #expect(back.answered("error") == "access_denied")
      #expect(back.answered("state") == "st-1" && back.answered("iss") == house.issuer.value)
      #expect(try await browser.state(of: page) == "cancelled")
    }
  }

  @Test func `every tab has its own order`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let first = try await browser.openOrder(["state": "one"])
      let second = try await browser.openOrder(["state": "two"])
      let number = try await phone.number(phone.approve(first))
      #expect(try await browser.post(first + "/number", [("number", number)]).answered("state") == "one")
      #expect(try await browser.state(of: second) == "waiting")
    }
  }

  @Test func `living orders are capped for a source`() async throws {
    var policy = SignInPolicy()
    policy.ordersPerSource = 2
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      _ = try await browser.openOrder()
      let second = try await browser.openOrder()
      #expect(try await browser.authorize().status == .tooManyRequests)
      _ = try await browser.post(second + "/cancel")
      #expect(try await browser.authorize().status == .seeOther)
    }
  }

  @Test func `opening and stopping in turn is bounded for a source`() async throws {
    var policy = SignInPolicy()
    policy.ordersPerSource = 2
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      for _ in 0..<16 { _ = try await browser.post(browser.openOrder() + "/cancel") }
      #expect(try await browser.authorize().status == .tooManyRequests)
      house.clock.advance(by: 601)
      #expect(try await browser.authorize().status == .seeOther)
    }
  }

  @Test func `an order has a bounded number of streams, and the eldest goes first`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let id = try #require(OrderID(try await browser.openOrder().dropFirst("/sign-in/".count)))
      var streams: [AsyncStream<OrderWatch.Signal>] = []
      for _ in 0...OrderWatch.listenersPerOrder { streams.append(try await house.signIn.watch.signals(of: id)) }
      var states: [OrderState] = []
      for await signal in streams[0] { if case .changed(let change) = signal { states.append(change.state) } }
      #expect(states == [.created], "it ends without the order's end")
    }
  }

  @Test func `the page works without script and lets its forms end at the client`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      let answer = try await browser.get(page)
      #expect(answer.text.contains("http-equiv=\"refresh\""))
      #expect(answer.headers[.contentSecurityPolicy]?.contains("form-action 'self' https://portal.example") == true)
      #expect(answer.text.contains("使用电子营业执照登录"))
      #expect(
        try await browser.get(page, [.acceptLanguage: "en"]).text.contains("Log in with your electronic business"))
      let chosen = try await browser.get(page + "?lang=en").headers[values: .setCookie]
      #expect(chosen.contains { $0.hasPrefix("lang=en;") && $0.contains("; Secure") && $0.contains("; HttpOnly") })
      let text1 = try await browser.get(page).text
      #expect(text1.contains("<html lang=\"en\">"))
    }
  }

  @Test func `the stream begins with the state and ends with the order`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let id = try #require(OrderID(page.dropFirst("/sign-in/".count)))
      let signals = try await house.signIn.watch.signals(of: id)
      _ = try await phone.fetch(phone.scan(page))
      _ = try await browser.post(page + "/cancel")
      var states: [OrderState] = []
      for await signal in signals { if case .changed(let change) = signal { states.append(change.state) } }
      #expect(states == [.created, .scanned, .cancelled])
      let stream = try await browser.get(page + "/events")
      #expect(stream.headers[.contentType] == "text/event-stream")
      #expect(stream.text.contains("event: state\ndata: {\"state\":\"cancelled\""))
    }
  }
}
