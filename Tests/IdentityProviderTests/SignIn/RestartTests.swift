import HummingbirdTesting
import IdentityProvider
import OAuth
import TestSupport
import Testing

/// A login that is begun again while somebody elsewhere waits for its answer.
@Suite struct RestartTests {
  /// What is told to those who ask while the order behind `page` is begun again, many times over.
  private func told(
    whileRestarting page: String, in browser: TestBrowser, asking: @escaping @Sendable () async throws -> String?
  ) async throws -> Set<String?> {
    var (page, told) = (page, Set<String?>())
    for _ in 0..<25 {
      let current = page
      async let again = browser.post(current + "/restart")
      let answers = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<8 { group.addTask { try await asking() } }
        return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
      told.formUnion(answers)
      page = try browser.page(try await again)
    }
    return told
  }

  @Test func `a device that asks in that moment is never told that it was refused`() async throws {
    try await DeviceHouse.run { device async throws in
      let (asked, browser) = (try await device.ask().json, TestBrowser(device.house))
      let page = try await device.claim(asked.text("user_code"), in: browser)
      let told = try await told(whileRestarting: page, in: browser) { try await device.told(asked.text("device_code")) }
      #expect(told.isSubset(of: ["authorization_pending", "slow_down"]), "\(told)")
    }
  }

  @Test func `nor is a client that asks for a clerk`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let (asked, browser) = (try await counter.ask(), TestBrowser(counter.house))
      let page = try await counter.claim(asked, in: browser)
      let told = try await told(whileRestarting: page, in: browser) { try await counter.told(asked) }
      #expect(told.isSubset(of: ["authorization_pending", "slow_down"]), "\(told)")
    }
  }

  @Test func `the page that was left says that its login is over, and only the new one is open`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let first = try await browser.openOrder()
      let second = try browser.page(try await browser.post(first + "/restart"))
      #expect(try await browser.state(of: first) == "cancelled")
      #expect(try await browser.state(of: second) == "waiting")
      // From a page that is over, it is begun again as well.
      let third = try browser.page(try await browser.post(first + "/restart"))
      #expect(try await browser.state(of: third) == "waiting")
    }
  }
}
