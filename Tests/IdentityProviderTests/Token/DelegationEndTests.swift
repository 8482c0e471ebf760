import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

/// A person may act until the last day of the delegation, and tokens with it.
@Suite struct DelegationEndTests {
  @Test func `every door closes on the day after the delegation's last`() async throws {
    try await Provider.run { provider, http in
      let today = CalendarDate(at: provider.now)
      let holder = TestLicence.manager(Delegation(notAfter: today, grantedBy: "张堃"))
      // Just before midnight in Shanghai, so that an access token can outlive the day.
      provider.clock.advance(by: today.endOfDay - provider.now - 5)
      let login = try await provider.login(scope: "openid licence offline_access", holder: holder)
      let unredeemed = try await provider.login(holder: holder)
      let answer = try await http.redeem(login)
      let (access, refresh) = (answer.text("access_token"), answer.text("refresh_token"))
      provider.clock.advance(by: 5)
      #expect(try await http.isActive(access) == true)
      #expect(try await http.refresh(refresh).status == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.isActive(access) == false)
      #expect(try await http.refresh(refresh).refusal == "invalid_grant")
      #expect(try await http.get("/userinfo", .bearer(access)).refusal == "invalid_token")
      #expect(try await http.post("/token", unredeemed.form, .basic("portal")).refusal == "invalid_grant")
    }
  }
}
