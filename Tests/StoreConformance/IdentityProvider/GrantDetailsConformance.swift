import ELicence
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct GrantDetailsConformance {
  @Test(arguments: StoreEngine.allCases)
  func `every way to read a grant says which matter it is for`(engine: StoreEngine) async throws {
    try await GrantFixture.run(engine) { fixture in
      let matter = LicenceMatter(
        matter: "annual-report", actions: [.read, .submit], locations: ["https://department.example"],
        notBefore: CalendarDate("2026-01-01"), notAfter: CalendarDate("2026-12-31"))
      let details = try #require(AuthorizationDetails(json: [matter.json]))
      let plain = try fixture.grant()
      let new = NewGrant(
        id: plain.id, clientID: plain.clientID, sessionID: plain.sessionID, presentationID: plain.presentationID,
        subject: plain.subject, scopes: plain.scopes, claims: nil, redirectURI: plain.redirectURI,
        codeChallenge: plain.codeChallenge, nonce: nil, authTime: plain.authTime, expiresAt: plain.expiresAt,
        endsWithSession: false, details: details)
      let (grants, now, code) = (fixture.grants, fixture.now, BearerSecret<AuthorizationCodeSecret>())
      try await grants.issue(new, code: code.digest, codeExpires: now + 30, at: now)
      #expect(try await grants.redeemable(code.digest, by: new.clientID, at: now)?.details == details)
      guard case .redeemed(let redeemed) = try await grants.redeem(code.digest, by: new.clientID, at: now),
        case .successor(let successor, _) = try await grants.rotate(new.id, generation: 0, at: now),
        case .repeated(let repeated, _) = try await grants.rotate(new.id, generation: 0, at: now)
      else {
        Issue.record("the grant is not redeemed and rotated")
        return
      }
      #expect([redeemed, successor, repeated].map(\.details) == [details, details, details])
      #expect(try await grants.grant(new.id)?.details == details)
    }
  }
}
