import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// Whoever guesses fast gets no more tries than whoever guesses slowly.
@Suite struct GuessingTests {
  /// Numbers that are not this one.
  private func guesses(_ count: Int, besides number: String) -> [String] {
    (0...count).map { String(String(1_000_000 + $0).dropFirst()) }.filter { $0 != number }.prefix(count).map { $0 }
  }

  private func counted(_ house: LoginHouse) async throws -> Int {
    try await house.database.read { connection in
      try connection.row("SELECT COALESCE(SUM(tries), 0) FROM wrong_number_times")?.int(0) ?? 0
    }
  }

  @Test func `a hundred numbers at once are three tries`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      try await withThrowingTaskGroup(of: String?.self) { group in
        for guess in guesses(100, besides: number) {
          group.addTask { try await browser.post(page + "/number", [("number", guess)]).answered("code") }
        }
        for try await code in group { #expect(code == nil) }
      }
      #expect(try await counted(house) == 3)
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") == nil)
      #expect(try await browser.state(of: page) == "failed")
    }
  }

  @Test func `orders at once share the licence's budget`() async throws {
    var policy = SignInPolicy()
    policy.numberBudgetPerHour = 4
    try await LoginHouse.run(policy: policy) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      var orders: [(page: String, number: String)] = []
      for _ in 0..<5 {
        let page = try await browser.openOrder()
        orders.append((page, try await phone.number(phone.approve(page))))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for order in orders {
          for guess in guesses(3, besides: order.number) {
            group.addTask { _ = try await browser.post(order.page + "/number", [("number", guess)]) }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await counted(house) == 4)
      for order in orders {
        #expect(try await browser.post(order.page + "/number", [("number", order.number)]).answered("code") == nil)
      }
    }
  }

  @Test func `a hundred uses of eight digits at once open one wallet`() async throws {
    var policy = SignInPolicy()
    policy.typedCodesPerMinute = 1000
    try await LoginHouse.run(policy: policy) { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder()
      let offered = try await browser.post(page + "/typed-code", [], [.accept: "application/json"])
      let code = offered.json.text("code")
      let opened = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask { try await house.http.post("/w/code", [("code", code)]).status == .ok }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(opened == 1)
    }
  }

  @Test func `a return code used twice at once makes one login`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let answer = try await phone.answer(phone.fetch(phone.link(on: page, of: browser)))
      let back = answer.json.text("redirect_uri")
      let codes = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<50 { group.addTask { try await browser.get(back).answered("code") } }
        return try await group.reduce(into: []) { codes, code in if let code { codes.append(code) } }
      }
      #expect(codes.count == 1)
    }
  }
}
