import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import LibCrypto
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct WalletRequestTests {
  @Test func `the request is what OpenID4VP and HAIP ask for`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let landed = try await phone.land(phone.frame(of: browser.openOrder()))
      #expect(landed.json.text("request_uri_method") == "post")
      let answer = try await house.http.post(
        phone.path(landed.json.text("request_uri")), [("wallet_nonce", "wallet-nonce-1")])
      #expect(answer.headers[.contentType] == "application/oauth-authz-req+jwt")
      let request = try phone.read(answer)
      let leaf = try #require(try UnverifiedJWS(compact: answer.text).certificateChain?.first)
      #expect(request["client_id"]?.string == "x509_hash:" + Digests.sha256Text(leaf.der))
      #expect(request["client_id"]?.string == landed.json.text("client_id"))
      #expect(!leaf.isSelfIssued)
      #expect(request["aud"]?.string == "https://self-issued.me/v2")
      #expect(request["response_type"]?.string == "vp_token")
      #expect(request["response_mode"]?.string == "direct_post.jwt")
      #expect(request["wallet_nonce"]?.string == "wallet-nonce-1")
      #expect(request["redirect_uri"] == nil)
      let metadata = try #require(request["client_metadata"])
      let key = try #require(metadata["jwks"]?["keys"]?.array?.first)
      #expect(key["alg"]?.string == "ECDH-ES" && key["kid"]?.string != nil && key["d"] == nil)
      #expect(metadata["encrypted_response_enc_values_supported"] == ["A128GCM", "A256GCM"])
      #expect(metadata["vp_formats_supported"]?["dc+sd-jwt"] != nil)
      let credential = try #require(request["dcql_query"]?["credentials"]?.array?.first)
      #expect(credential["trusted_authorities"]?.array?.first?["type"]?.string == "aki")
      #expect(request["transaction_data"] == nil, "never sent unasked")
      #expect(request["context"]?["client_name"]?.string == "办事大厅")
    }
  }

  @Test func `by setting, wallets know us by the DNS name of our certificate`() async throws {
    try await LoginHouse.run(prefix: .x509DNSName) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(phone.scan(page))
      #expect(request["client_id"]?.string == "x509_san_dns:login.example")
      // The key binding is for the whole name, prefix and all.
      #expect(try await phone.answer(request, refusedFor: .wrongAudience).json.text("rejection") == "wrongAudience")
      #expect(try await phone.answer(request).status == .ok)
    }
  }

  @Test func `the context is transaction data for a wallet that announces it`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let request = try await phone.fetch(
        phone.scan(browser.openOrder()),
        [("wallet_metadata", #"{"transaction_data_types_supported":["urn:tongzhao:transaction:login:1"]}"#)])
      let data = try #require(request["transaction_data"]?.array?.first?.string)
      #expect(LoginContext(transactionData: data)?.json == request["context"])
      #expect(try await phone.answer(request, refusedFor: .contextAltered).json.text("rejection") == "contextAltered")
      #expect(try await phone.answer(request).status == .ok)
    }
  }

  @Test func `request-uri-fetched-twice is served, each time with its own nonce, state and key`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let path = try await phone.scan(browser.openOrder())
      let first = try await phone.fetch(path)
      let second = try phone.read(try await house.http.get(path))
      for name in ["nonce", "state", "response_uri", "client_metadata"] { #expect(first[name] != second[name]) }
      #expect(try await phone.answer(second).status == .ok)
    }
  }

  @Test func `one order hands out a handful of requests`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let path = try await phone.scan(browser.openOrder())
      for _ in 0..<house.signIn.policy.attemptsPerOrder { _ = try await phone.fetch(path) }
      #expect(try await house.http.get(path).status == .tooManyRequests)
    }
  }

  @Test(arguments: [
    ("wallet_metadata", "no json"), ("wallet_metadata", "[]"),
    ("wallet_metadata", #"{"vp_formats_supported":{"mso_mdoc":{}}}"#),
    ("wallet_nonce", String(repeating: "n", count: 513)),
  ])
  func `metadata that cannot be served is refused and makes no attempt`(name: String, value: String) async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let path = try await phone.scan(page)
      #expect(try await house.http.post(path, [(name, value)]).status == .badRequest)
      #expect(try await browser.state(of: page) == "waiting")
    }
  }

  @Test func `eight digits stand in for a scan, once and for a minute`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      func digits() async throws -> String {
        try await browser.post(page + "/typed-code", [], [.accept: "application/json"]).json.text("code")
      }
      let former = try await digits()
      let code = try await digits()
      #expect(code.count == 8)
      #expect(try await house.http.post("/w/code", [("code", former)]).status == .notFound)
      let landed = try await house.http.post("/w/code", [("code", code)])
      #expect(landed.status == .ok)
      #expect(try await house.http.post("/w/code", [("code", code)]).status == .notFound)
      let late = try await digits()
      house.clock.advance(by: 60)
      #expect(try await house.http.post("/w/code", [("code", late)]).status == .notFound)
      house.clock.advance(by: -60)
      let request = try await phone.fetch(phone.path(landed.json.text("request_uri")))
      let answer = try await phone.answer(request)
      #expect(answer.status == .ok)
      #expect(try await browser.state(of: page) == "number")
    }
  }

  @Test func `typed codes cannot be tried at will`() async throws {
    try await LoginHouse.run { house in
      for _ in 0..<house.signIn.policy.typedCodesPerMinute {
        #expect(try await house.http.post("/w/code", [("code", "00000000")]).status == .notFound)
      }
      let refused = try await house.http.post("/w/code", [("code", "00000000")])
      #expect(refused.status == .tooManyRequests)
      #expect(refused.headers[.retryAfter] != nil)
    }
  }
}
