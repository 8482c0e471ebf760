import AuditLog
import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

/// Whatever becomes of a login is in the log, by the time the answer is.
@Suite struct AuditedLoginTests {
  @Test(arguments: AuditAction.all(of: .login))
  func `what happens to a login is recorded`(action: AuditAction) async throws {
    try await LoginHouse.run { house in
      try await produce(action, in: house)
      let leaf = try #require(try await house.audit.found(action).first)
      #expect(leaf.event.at == house.now)
      #expect(leaf.requestID != nil)
      #expect(leaf.sealedDigest != nil, "where it came from is sealed beside the leaf")
    }
  }

  private func produce(_ action: AuditAction, in house: LoginHouse) async throws {
    let (browser, phone) = (TestBrowser(house), try TestPhone(house))
    switch action {
    case .loginApproved, .loginCompleted: _ = try await browser.logIn(with: phone)
    case .loginDenied:
      let page = try await browser.openOrder()
      _ = try await phone.post(["error": "access_denied"], to: phone.fetch(phone.scan(page)))
    case .loginCancelled: _ = try await browser.post(try await browser.openOrder() + "/cancel", [])
    case .loginRefused:
      let page = try await browser.openOrder()
      _ = try await phone.answer(phone.fetch(phone.scan(page)), refusedFor: .licenceSuspended)
    case .loginDisowned:
      let page = try await browser.openOrder()
      _ = try await house.http.post(try await phone.approve(page) + "/not-me", [])
    case .numbersExhausted:
      let page = try await browser.openOrder()
      let number = try await phone.number(phone.approve(page))
      for guess in ["000001", "000002", "000003", "000004"].filter({ $0 != number }).prefix(3) {
        _ = try await browser.post(page + "/number", [("number", guess)])
      }
    case .sessionEnded:
      _ = try await browser.logIn(with: phone)
      _ = try await browser.logIn(with: try TestPhone(house), prompt: "login")
    case .consentRevoked:
      _ = try await browser.logIn(with: phone)
      let page = try await browser.get("/consents")
      let form = try #require(page.text.firstMatch(of: /action="([^"]+)".*?name="confirmation" value="([^"]+)"/))
      _ = try await browser.post(String(form.1), [("confirmation", String(form.2))])
    default: Issue.record("no test produces \(action)")
    }
  }

  @Test func `a completed login names its client, licence, order and a pseudonym, and nobody by name`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      _ = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      let leaf = try #require(try await house.audit.found(.loginCompleted).first)
      #expect(leaf.event.client == "portal")
      #expect(leaf.event.licence == TestLicence.company.uscc.value)
      #expect(leaf.event.object == page.split(separator: "/").last.map(String.init))
      #expect(leaf.event.actor.role == .holder)
      let name = try #require(leaf.event.actor.name)
      #expect(!name.contains(phone.wallet.key.verificationKey.thumbprint))
      let all = try await house.audit.records(from: 0, limit: 100).map { String(decoding: $0.bytes, as: UTF8.self) }
      #expect(!all.joined().contains("张"))
    }
  }

  @Test(arguments: LicenceRejection.allCases)
  func `each refusal of a licence is recorded by its name`(rejection: LicenceRejection) async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(
        phone.scan(page),
        [("wallet_metadata", #"{"transaction_data_types_supported":["urn:tongzhao:transaction:login:1"]}"#)])
      _ = try await phone.answer(request, refusedFor: rejection)
      let leaf = try #require(try await house.audit.found(.loginRefused).first)
      #expect(leaf.event.reason == String(describing: rejection))
      #expect(leaf.event.outcome == .refused)
      #expect(leaf.event.client == "portal")
    }
  }

  @Test func `an answer that no wallet of ours makes is recorded by its refusal's name`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let path = phone.path(request["response_uri"]?.string ?? "")
      let state = request["state"]?.string ?? ""
      for form in [
        [], [("vp_token", "x"), ("state", state)], [("response", "a.b.c.d.e")], [("error", "x"), ("state", "other")],
      ] { _ = try await house.http.post(path, form) }
      let reasons = try await house.audit.found(.loginRefused).compactMap(\.event.reason)
      #expect(reasons == ["malformedAnswer", "notEncrypted", "notForUs", "wrongState"])
    }
  }

  @Test func `a return to another browser is recorded with the licence that was misused`() async throws {
    try await LoginHouse.run { house in
      let (browser, stranger, phone) = (TestBrowser(house), TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let answer = try await phone.answer(phone.fetch(phone.link(on: page, of: browser)))
      _ = try await stranger.get(answer.json.text("redirect_uri"))
      let leaf = try #require(try await house.audit.found(.loginRefused).first)
      #expect(leaf.event.reason == "otherBrowser")
      #expect(leaf.event.licence == TestLicence.company.uscc.value)
    }
  }

  @Test func `refusals are bounded, and the others counted`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      for _ in 0..<SQLAuditLog.perHour / 4 + 2 {
        let request = try await phone.fetch(phone.scan(try await browser.openOrder()))
        for _ in 0..<4 { _ = try await phone.answer(request, refusedFor: .wrongNonce) }
      }
      #expect(try await house.audit.found(.loginRefused).count == SQLAuditLog.perHour)
      house.clock.advance(by: 3600)
      try await HouseProofs(log: house.audit).sign(at: house.now)
      let leaf = try #require(try await house.audit.found(.eventsSuppressed).first)
      #expect(leaf.event.object == "login_refused")
      #expect(leaf.event.reason == "8 more")
    }
  }
}
