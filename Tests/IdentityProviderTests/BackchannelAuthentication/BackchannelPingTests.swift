import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

/// The mode ping (CIBA §10.2): the client is told that the answer is there, by the outbox, and fetches it.
@Suite struct BackchannelPingTests {
  private static func worker(_ counter: BackchannelHouse, _ listeners: TestListeners) -> DeliveryWorker {
    let house = counter.house
    let telling = ClientTelling(
      issuer: house.issuer, keys: house.keys, clients: ClientDirectory(store: house.clientStore), outgoing: listeners)
    return DeliveryWorker(
      store: SQLDeliveryStore(house.database), clock: { [clock = house.clock] in clock.now },
      tell: { try await telling.tell($0, at: $1) })
  }

  private static func ask(_ counter: BackchannelHouse) async throws -> TestResponse {
    try await counter.ask(["client_notification_token": BackchannelHouse.token], as: "told")
  }

  @Test func `the client is told when it is approved, by its own token, and fetches then`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      let worker = Self.worker(counter, listeners)
      let asked = try await Self.ask(counter)
      #expect(try await worker.step() == false, "nothing is decided yet")
      try await counter.approve(asked)
      #expect(try await worker.step())
      #expect(try await worker.step() == false, "once")
      let told = try #require(listeners.asked.first)
      #expect(told.address.text == "https://told.example/ciba")
      #expect(told.headers == ["Authorization": "Bearer \(BackchannelHouse.token)"])
      #expect(told.body?.type == "application/json")
      let body = try JSON(parsing: try #require(told.body?.bytes))
      #expect(
        body == .object(["auth_req_id": .string(asked.json.text("auth_req_id"))]), "and nothing of the answer")
      #expect(try await counter.poll(asked, as: "told").status == .ok)
    }
  }

  @Test func `a client that does not take it is told again, and until then its secrets are sealed`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      listeners.willAnswer(.status(503), .refusal(.unreachable))
      let worker = Self.worker(counter, listeners)
      let asked = try await Self.ask(counter)
      try await counter.approve(asked)
      for _ in 0..<3 {
        #expect(try await worker.step())
        let rows = try await counter.house.database.read { connection in
          try connection.rows("SELECT ping FROM deliveries").map { try $0.blob(0) }
        }
        for row in rows {
          let text = String(decoding: row, as: UTF8.self)
          #expect(!text.contains(BackchannelHouse.token) && !text.contains(asked.json.text("auth_req_id")))
        }
        counter.house.clock.advance(by: 12)
      }
      #expect(listeners.asked.count == 3)
      #expect(try await SQLDeliveryStore(counter.house.database).load().waiting == 0)
    }
  }

  @Test func `a refusal is told too, on the page, in the wallet and in the browser`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      let worker = Self.worker(counter, listeners)
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let first = try await Self.ask(counter)
      _ = try await browser.get(counter.link(first))
      _ = try await browser.post(counter.link(first) + "/refuse")
      #expect(try await worker.step())
      let second = try await Self.ask(counter)
      let request = try await phone.fetch(phone.scan(try await counter.claim(second, in: browser)))
      _ = try await phone.post(["error": "access_denied"], to: request)
      #expect(try await worker.step())
      let third = try await Self.ask(counter)
      _ = try await browser.post(try await counter.claim(third, in: browser) + "/cancel")
      #expect(try await worker.step())
      #expect(listeners.asked.count == 3)
      for asked in [first, second, third] { #expect(try await counter.told(asked, as: "told") == "access_denied") }
    }
  }

  @Test func `who starts again keeps the client waiting, untold`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      let worker = Self.worker(counter, listeners)
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let asked = try await Self.ask(counter)
      let page = try await counter.claim(asked, in: browser)
      let again = try await browser.post(page + "/restart").location
      #expect(try await worker.step() == false)
      #expect(try await counter.told(asked, as: "told") == "authorization_pending")
      let order = String(again.dropFirst(counter.house.issuer.value.count))
      let receipt = try await phone.approve(order)
      _ = try await browser.post(order + "/number", [("number", try await phone.number(receipt))])
      #expect(try await worker.step())
      #expect(try await counter.poll(asked, as: "told").status == .ok)
    }
  }

  @Test(arguments: [
    nil, "short", String(repeating: "a", count: 1025), "with space 0123456789abcdef", "\u{4E2D}0123456789abcdef0123456",
  ])
  func `what it is told by must be a token of its own`(
    token: String?
  ) async throws {
    try await BackchannelHouse.run { counter async throws in
      #expect(
        try await counter.ask(["client_notification_token": token], as: "told").refusal == "invalid_request")
    }
  }

  @Test func `a client that has no address any more is told nothing`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      let asked = try await Self.ask(counter)
      try await counter.approve(asked)
      let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
      try await counter.house.clientStore.save(
        try TestClients.client("told", BackchannelHouse.members), secret: digest, at: counter.house.now)
      counter.house.clock.advance(by: 1)
      #expect(try await Self.worker(counter, listeners).step())
      #expect(listeners.asked.isEmpty)
    }
  }

  @Test func `a client is told too when the holder says that it was not he, before the number is typed`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let listeners = TestListeners()
      let worker = Self.worker(counter, listeners)
      let asked = try await Self.ask(counter)
      let phone = try TestPhone(counter.house)
      let receipt = try await phone.approve(try await counter.claim(asked, in: TestBrowser(counter.house)))
      #expect(try await worker.step() == false)
      _ = try await counter.house.http.post(receipt + "/not-me", [], [.accept: "application/json"])
      #expect(try await worker.step())
      #expect(listeners.asked.count == 1)
      #expect(try await counter.told(asked, as: "told") == "access_denied")
    }
  }
}
