import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct SameDeviceTests {
  private func approved(_ browser: TestBrowser, _ phone: TestPhone) async throws -> (page: String, way: String) {
    let page = try await browser.openOrder()
    let answer = try await phone.answer(phone.fetch(phone.link(on: page, of: browser)))
    guard answer.status == .ok else { throw Unexpected(answer) }
    return (page, phone.path(answer.json.text("redirect_uri")))
  }

  @Test func `a link login is finished by the cookie and the response code together`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let (page, way) = try await approved(browser, phone)
      #expect(way.hasPrefix(page + "/return?response_code="))
      #expect(try await browser.state(of: page) == "returning")
      #expect(try await browser.post(page + "/continue").answered("code") == nil)
      #expect(try await browser.get(page + "/return?response_code=AAAA").status == .badRequest)
      let end = try await browser.get(way)
      #expect(end.answered("code") != nil)
      #expect(try await browser.get(way).answered("code") == nil)
    }
  }

  @Test func `a return in another browser kills the order and offers to start again there`() async throws {
    try await LoginHouse.run { house in
      let (attacker, victim, phone) = (TestBrowser(house), TestBrowser(house), try TestPhone(house))
      let (page, way) = try await approved(attacker, phone)
      let landed = try await victim.get(way)
      #expect(landed.status == .forbidden)
      #expect(landed.text.contains(page + "/restart"))
      #expect(try await attacker.state(of: page) == "failed")
      #expect(try await attacker.get(way).answered("code") == nil)
      let again = try await victim.post(page + "/restart")
      #expect(again.location.contains("/sign-in/"))
    }
  }

  @Test func `a client that demands one device gets no QR code and no digits`() async throws {
    try await LoginHouse.run(portal: ["tongzhao_requires_same_device": true]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      #expect(try await browser.get(page + "/qr.svg").status == .notFound)
      #expect(try await browser.post(page + "/typed-code").status == .notFound)
      #expect(try await house.http.get(phone.scan(page)).status == .forbidden)
      let answer = try await phone.answer(phone.fetch(phone.link(on: page, of: browser)))
      #expect(try await browser.get(phone.path(answer.json.text("redirect_uri"))).answered("code") != nil)
    }
  }

  @Test func `acr_values can demand one device`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder(["acr_values": AuthenticationLevel.sameDevice])
      #expect(try await house.http.get(phone.scan(page)).status == .forbidden)
      let either = try await browser.openOrder(["acr_values": "urn:unknown " + AuthenticationLevel.crossDevice])
      #expect(try await house.http.get(phone.scan(either)).status == .ok)
    }
  }
}
