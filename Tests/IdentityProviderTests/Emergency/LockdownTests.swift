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

@Suite struct LockdownTests {
  @Test(arguments: Lockdown.Activity.allCases)
  func `each level stops what it says`(activity: Lockdown.Activity) {
    func stops(_ level: Lockdown.Level) -> Bool {
      Lockdown(level: level, cause: .security, reason: "r", since: NumericDate(0)).stops(activity)
    }
    #expect(stops(.everything))
    #expect(stops(.logins) == (activity == .login))
  }

  @Test(arguments: Lockdown.Cause.allCases)
  func `people are told the cause in both languages, and never the reason`(cause: Lockdown.Cause) {
    let page = PageError(Lockdown(level: .logins, cause: cause, reason: "secret words", since: NumericDate(0)))
    #expect(page.status == 503)
    for language in Language.allCases {
      #expect(!page.sentence(in: language).isEmpty && !page.sentence(in: language).contains("secret"))
    }
    #expect(page.chinese != page.english)
  }

  /// Everything that a token gives, in a lockdown of this level and after it.
  @Test(arguments: Lockdown.Level.allCases)
  func `tokens give nothing while everything is locked down, and what they gave afterwards`(
    level: Lockdown.Level
  ) async throws {
    try await Provider.run { provider, http in
      let store = SQLEmergencyStore(provider.database)
      let tokens = try await http.redeem(try await provider.login(scope: "openid licence offline_access"))
      let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"))
      let pending = try await provider.login()
      try await store.lock(Lockdown(level: level, cause: .security, reason: "r", since: provider.now))
      try await provider.emergencies.refresh()

      let isOpen = level == .logins
      #expect(try await http.isActive(access) == isOpen)
      #expect(try await http.get("/userinfo", .bearer(access)).status == (isOpen ? .ok : .serviceUnavailable))
      let refused = try await http.refresh(refresh)
      #expect(refused.status == (isOpen ? .ok : .serviceUnavailable))
      if !isOpen {
        #expect(refused.refusal == "temporarily_unavailable" && refused.headers[.retryAfter] == "60")
        let credentials = try await http.post("/token", [("grant_type", "client_credentials")], .basic("portal"))
        #expect(credentials.refusal == "temporarily_unavailable")
        #expect(try await http.post("/token", pending.form, .basic("portal")).status == .serviceUnavailable)
        // Who does not authenticate still learns nothing.
        #expect(try await http.post("/introspect", [("token", access)]).status == .unauthorized)
      }
      // What others depend on, and what only takes away, goes on.
      #expect(try await http.get("/jwks").status == .ok)
      #expect(try await http.get("/.well-known/openid-configuration").status == .ok)
      #expect(try await http.post("/revoke", [("token", "noise")], .basic("portal")).status == .ok)

      #expect(try await store.unlock())
      try await provider.emergencies.refresh()
      #expect(try await http.isActive(access) == true)
      #expect(try await http.refresh(refresh).status == .ok)
      if !isOpen {
        // The code was refused, not used up.
        #expect(try await http.post("/token", pending.form, .basic("portal")).status == .ok)
      }
    }
  }

  @Test func `a blocked licence is dead at every door, and alive again when it is lifted`() async throws {
    try await Provider.run { provider, http in
      let store = SQLEmergencyStore(provider.database)
      let tokens = try await http.redeem(try await provider.login(scope: "openid licence offline_access"))
      let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"))
      // Only the state is written: the block alone must stop it, whoever made the login since.
      let uscc = Provider.enterprise.uscc.value
      _ = try await store.block(BlockedLicence(uscc: uscc, reason: "r", since: provider.now), at: provider.now)
      let later = try await http.redeem(try await provider.login(scope: "openid licence")).text("access_token")
      try await provider.emergencies.refresh()
      #expect(try await http.isActive(access) == false)
      #expect(try await http.isActive(later) == false)
      #expect(try await http.refresh(refresh).refusal == "invalid_grant")
      #expect(try await http.get("/userinfo", .bearer(later)).status == .unauthorized)
      let code = try await provider.login()
      #expect(try await http.post("/token", code.form, .basic("portal")).refusal == "invalid_grant")

      #expect(try await store.unblock(uscc))
      try await provider.emergencies.refresh()
      #expect(try await http.isActive(access) == false, "what was ended stays ended")
      #expect(try await http.isActive(later) == true)
    }
  }

  @Test func `nobody begins, answers or finishes a login in a lockdown, and a receipt stays`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      let store = SQLEmergencyStore(house.database)
      try await store.lock(Lockdown(level: .logins, cause: .maintenance, reason: "r", since: house.now))
      try await house.emergencies.refresh()
      let answer = try await phone.answer(request)
      #expect(answer.status == .serviceUnavailable && answer.refusal == "temporarily_unavailable")
      let calm = try await browser.get(page)
      #expect(calm.status == .serviceUnavailable && calm.text.contains("正在维护"))
      let english = try await browser.get(page + "?lang=en")
      #expect(english.text.contains("paused for maintenance"))
      #expect(try await house.http.get("/r/none").status == .notFound)

      #expect(try await store.unlock())
      try await house.emergencies.refresh()
      #expect(try await phone.answer(request).status == .ok)
    }
  }

  @Test func `a blocked licence opens nothing, and the page says why`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let store = SQLEmergencyStore(house.database)
      let uscc = TestLicence.company.uscc.value
      _ = try await store.block(BlockedLicence(uscc: uscc, reason: "r", since: house.now), at: house.now)
      try await house.emergencies.refresh()
      let refused = try await phone.answer(phone.fetch(phone.scan(page)))
      #expect(refused.status == .badRequest && refused.json.text("rejection") == "licenceBlocked")
      #expect(try await browser.get(page).text.contains("已被本登录服务停用"))
      #expect(try await store.unblock(uscc))
      try await house.emergencies.refresh()
      #expect(try await phone.answer(phone.fetch(phone.scan(page))).status == .ok)
    }
  }
}
