import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// The reply to an answer can be lost on its way. The wallet then posts the same once more.
@Suite struct RepeatedAnswerTests {
  private func receipts(_ house: LoginHouse) async throws -> Int {
    try await house.database.read { try $0.row("SELECT COUNT(*) FROM receipts")?.int(0) ?? 0 }
  }

  @Test func `the same bytes get the same reply, and no second approval`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let answer = try phone.encryptedPresentation(to: request)
      let first = try await phone.send(answer, to: request)
      #expect(first.status == .ok)
      house.clock.advance(by: 5)
      let second = try await phone.send(answer, to: request)
      #expect(second.status == .ok)
      #expect(second.json == first.json)
      #expect(try await receipts(house) == 1)
      let number = try await phone.number(phone.path(second.json.text("receipt_uri")))
      #expect(try await browser.post(page + "/number", [("number", number)]).answered("code") != nil)
    }
  }

  @Test func `on one device the same way back is told again`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.link(on: page, of: browser))
      let answer = try phone.encryptedPresentation(to: request)
      let first = try await phone.send(answer, to: request)
      let second = try await phone.send(answer, to: request)
      #expect(second.json == first.json)
      let back = phone.path(second.json.text("redirect_uri"))
      #expect(back.contains("response_code="))
      #expect(try await browser.get(back).answered("code") != nil)
    }
  }

  @Test func `many at once are one approval with one reply`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let answer = try phone.encryptedPresentation(to: request)
      let replies = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<20 { group.addTask { try await phone.send(answer, to: request).text } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(replies.count == 1)
      #expect(try await receipts(house) == 1)
      #expect(try await browser.state(of: page) == "number")
    }
  }

  @Test func `other bytes for the same attempt are late, were they of the same wallet`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let request = try await phone.fetch(phone.scan(browser.openOrder()))
      #expect(try await phone.answer(request).status == .ok)
      #expect(try await phone.answer(request).status == .notFound)
    }
  }

  @Test func `the bytes of one attempt say nothing at another`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let (request, other) = (try await phone.fetch(phone.scan(page)), try await phone.fetch(phone.scan(page)))
      let answer = try phone.encryptedPresentation(to: request)
      #expect(try await phone.send(answer, to: request).status == .ok)
      #expect(try await phone.send(answer, to: other).status == .notFound)
    }
  }

  enum Event: CaseIterable, Sendable { case numberTyped, notMe, cancelled, tooManyWrong, tooLate }

  @Test(arguments: Event.allCases)
  func `once something else has happened, the reply is not given again`(event: Event) async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let answer = try phone.encryptedPresentation(to: request)
      let receipt = phone.path(try await phone.send(answer, to: request).json.text("receipt_uri"))
      let number = try await phone.number(receipt)
      switch event {
      case .numberTyped: _ = try await browser.post(page + "/number", [("number", number)])
      case .notMe: _ = try await house.http.post(receipt + "/not-me", [])
      case .cancelled: _ = try await browser.post(page + "/cancel")
      case .tooManyWrong:
        let wrong = number == "000000" ? "000001" : "000000"
        for _ in 0..<3 { _ = try await browser.post(page + "/number", [("number", wrong)]) }
      case .tooLate: house.clock.advance(by: house.signIn.policy.approvedLife)
      }
      #expect(try await phone.send(answer, to: request).status == .notFound)
    }
  }
}
