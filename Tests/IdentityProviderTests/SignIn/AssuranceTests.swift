import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// A region that makes less sure of its holders, and clients that insist on more.
@Suite struct AssuranceTests {
  private static let insists =
    #"{"id_token":{"acr":{"essential":true,"values":["\#(AuthenticationLevel.crossDevice)"]}}}"#

  @Test func `a client that insists on the standard level gets no login of a lower one, and the person is told`()
    async throws
  {
    try await LoginHouse.run(terms: TrustTerms(assurance: .low)) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder(["claims": Self.insists])
      let refused = try await phone.answer(phone.fetch(phone.scan(page)))
      #expect(refused.status == .badRequest && refused.json.text("rejection") == "levelTooLow")
      #expect(try await browser.get(page + "?lang=en").text.contains("higher level of identity checking"))
    }
  }

  @Test func `the level that a region reaches is in the session, and a session of a lower one is not enough`()
    async throws
  {
    try await LoginHouse.run(terms: TrustTerms(assurance: .low)) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      let acr = try await house.database.read { try $0.rows("SELECT acr FROM sessions").map { try $0.text(0) } }
      #expect(acr == ["urn:tongzhao:acr:cross-device:0"])
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      let insisting = try await browser.authorize(["prompt": "none", "claims": Self.insists])
      #expect(insisting.answered("error") == "login_required")
    }
  }

  @Test func `an entry whose time is over opens nothing`() async throws {
    try await LoginHouse.run(terms: TrustTerms(notAfter: TestAuthority.moment)) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let refused = try await phone.answer(phone.fetch(phone.scan(page)))
      #expect(refused.json.text("rejection") == "untrustedIssuer")
    }
  }
}
