import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct WalletAnswerTests {
  @Test(arguments: LicenceRejection.allCases)
  func `each refusal of a licence is told on the wire and leaves the order open`(rejection: LicenceRejection)
    async throws
  {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(
        phone.scan(page),
        [("wallet_metadata", #"{"transaction_data_types_supported":["urn:tongzhao:transaction:login:1"]}"#)])
      let refused = try await phone.answer(request, refusedFor: rejection)
      #expect(refused.status == .badRequest)
      #expect(refused.json.text("rejection") == String(describing: rejection))
      #expect(try await browser.state(of: page) == "scanned")
      #expect(try await phone.answer(request).status == .ok)
    }
  }

  @Test func `a licence that may not be used is explained on the page`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      _ = try await phone.answer(phone.fetch(phone.scan(page)), refusedFor: .licenceSuspended)
      let text1 = try await browser.get(page).text
      #expect(text1.contains("挂失或冻结"))
      let text2 = try await browser.get(page + "?lang=en").text
      #expect(text2.contains("This licence is suspended"))
      _ = try await phone.answer(phone.fetch(phone.scan(page)), refusedFor: .wrongNonce)
      #expect(try await browser.get(page + "/state").json.text("notice") == "licenceSuspended")
    }
  }

  @Test func `an attempt that answers wrongly five times is not listened to`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      for _ in 0..<5 {
        #expect(try await phone.answer(request, refusedFor: .wrongNonce).status == .badRequest)
      }
      #expect(try await phone.answer(request).status == .notFound)
      #expect(try await phone.answer(phone.fetch(phone.scan(page))).status == .ok)
    }
  }

  @Test func `another attempt's state, key or clear text is refused`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let (first, second) = (try await phone.fetch(phone.scan(page)), try await phone.fetch(phone.scan(page)))
      let token = try phone.wallet.vpToken(
        answering: phone.asked(first), under: house.authority, at: house.now)
      let state = try await phone.post(["vp_token": token, "state": second["state"] ?? .null], to: first)
      #expect(state.json.text("rejection") == "wrongState")
      var mixed = first
      mixed["client_metadata"] = second["client_metadata"]
      #expect(try await phone.post(["vp_token": token], to: mixed).json.text("rejection") == "notForUs")
      let path = phone.path(first["response_uri"]?.string ?? "")
      let clear = try await house.http.post(
        path, [("vp_token", token.text), ("state", first["state"]?.string ?? "")])
      #expect(clear.json.text("rejection") == "notEncrypted")
      #expect(try await house.http.post(path, []).json.text("rejection") == "malformedAnswer")
      #expect(try await phone.answer(first).status == .ok)
    }
  }

  @Test func `a refusal on the phone ends the order and leads back to the portal`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let path = phone.path(request["response_uri"]?.string ?? "")
      _ = try await house.http.post(path, [("error", "access_denied"), ("state", "another")])
      #expect(try await browser.state(of: page) == "scanned")
      #expect(try await phone.post(["error": "access_denied"], to: request).status == .ok)
      #expect(try await browser.state(of: page) == "denied")
      #expect(try await browser.get(page).text.contains("\(page)/cancel"))
      let back = try #require(try await browser.post(page + "/cancel", []).headers[.location])
      #expect(back.contains("error=access_denied") && back.contains("state=st-1") && back.contains("iss="))
      #expect(try await phone.answer(request).status == .notFound)
    }
  }

  @Test func `a wallet that cannot answer leaves the order to another`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      _ = try await phone.post(["error": "vp_formats_not_supported"], to: phone.fetch(phone.scan(page)))
      #expect(try await browser.state(of: page) == "scanned")
      #expect(try await phone.answer(phone.fetch(phone.scan(page))).status == .ok)
    }
  }
}
