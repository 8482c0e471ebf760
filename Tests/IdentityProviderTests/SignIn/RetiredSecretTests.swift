import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import SQLStore
import TestSupport
import Testing

/// A secret that is retired while a login is under way makes this login unreadable. That is an end, not an error.
@Suite struct RetiredSecretTests {
  /// What names a secret that is not there any more: the first four bytes are its id.
  private static let foreign = Array("gone".utf8) + [UInt8](repeating: 7, count: 32)

  @Test func `an answer to an attempt whose key cannot be opened comes to a login that is over`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let request = try await phone.fetch(phone.scan(browser.openOrder()))
      try await house.database.write { connection in
        _ = try connection.run("UPDATE order_attempts SET sealed_key = $1", [.blob(Self.foreign)])
      }
      let answer = try await phone.answer(request)
      #expect(answer.status == .notFound)
      #expect(answer.json["error"] == "invalid_request")
    }
  }

  @Test func `a number whose secret is gone is a login that is over`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      try await house.database.write { connection in
        _ = try connection.run("UPDATE orders SET number = $1", [.blob(Self.foreign)])
      }
      let answer = try await browser.post(page + "/number", [("number", number)])
      #expect(answer.status == .notFound)
      #expect(answer.text.contains("这次登录已结束"))
    }
  }

  @Test func `a presentation that cannot be opened finishes nothing`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      try await house.database.write { connection in
        _ = try connection.run("UPDATE presentations SET sealed = $1", [.blob(Self.foreign)])
      }
      let answer = try await browser.post(page + "/number", [("number", number)])
      #expect(answer.status == .notFound)
      #expect(answer.text.contains("这次登录已结束"))
    }
  }

  @Test func `a session whose presentation cannot be opened answers nobody`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      try await house.database.write { connection in
        _ = try connection.run("UPDATE presentations SET sealed = $1", [.blob(Self.foreign)])
      }
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
    }
  }
}
