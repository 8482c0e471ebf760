import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// RFC 9396: what a login is for, in detail.
@Suite struct AuthorizationDetailsTests {
  private static let matter: JSONObject = [
    "type": .string(LicenceMatter.type), "matter": .string(TestLicence.matter), "actions": ["read", "submit"],
    "locations": [.string(TestClients.department)], "not_after": "2030-12-31",
  ]
  private static let text = JSON.array([.object(matter)]).text

  private static func run(_ test: @Sendable (LoginHouse) async throws -> Void) async throws {
    try await LoginHouse.run { house in
      let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
      let clients = [
        try TestClients.client(
          "insurance",
          [
            "authorization_details_types": [.string(LicenceMatter.type)], "scope": "openid licence",
            "grant_types": ["authorization_code", "refresh_token"], "id_token_signed_response_alg": "ES256",
            "tongzhao_audiences": [.string(TestClients.department)],
          ]),
        try TestClients.client("plain", ["scope": "openid licence"]),
        try TestClients.resource(["grant_types": ["client_credentials"]]),
      ]
      for client in clients { try await house.clientStore.save(client, secret: digest, at: house.now) }
      try await test(house)
    }
  }

  /// Redeems the code that a login ended with.
  private static func redeem(
    _ end: TestResponse, _ more: [(String, String)] = [], in house: LoginHouse
  ) async throws -> TestResponse {
    let form = [
      ("grant_type", "authorization_code"), ("code", end.answered("code") ?? ""),
      ("redirect_uri", "https://insurance.example/cb"), ("code_verifier", TestBrowser.verifier?.revealed() ?? ""),
    ]
    return try await house.http.post("/token", form + more, .basic("insurance"))
  }

  private static func login(_ house: LoginHouse, _ phone: TestPhone? = nil) async throws -> TestResponse {
    try await TestBrowser(house).logIn(
      with: try phone ?? TestPhone(house), ["authorization_details": text], client: "insurance")
  }

  @Test func `a matter is shown, signed, granted, and told to the department`() async throws {
    try await Self.run { house async throws in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder(["authorization_details": Self.text], client: "insurance")
      #expect(try await browser.get(page).text.contains(TestLicence.matter))
      let request = try await phone.fetch(phone.scan(page))
      #expect(request["context"]?["authorization_details"] == [.object(Self.matter)])
      let receipt = try await phone.approve(page)
      let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      let tokens = try await Self.redeem(end, in: house).json
      #expect(tokens["authorization_details"] == [.object(Self.matter)])
      #expect(try tokens.claims()["authorization_details"] == [.object(Self.matter)])
      let told = try await house.http.post(
        "/introspect", [("token", tokens.text("access_token"))], .basic("department"))
      #expect(told.json["authorization_details"] == [.object(Self.matter)])
    }
  }

  @Test func `a wallet that signs what it shows signs the matter, and no other matter will do`() async throws {
    try await Self.run { house async throws in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let knows = ("wallet_metadata", #"{"transaction_data_types_supported":["urn:tongzhao:transaction:login:1"]}"#)
      let page = try await browser.openOrder(["authorization_details": Self.text], client: "insurance")
      var request = try await phone.fetch(phone.scan(page), [knows])
      let shown = try #require(request["transaction_data"]?.array?.first?.string)
      let data = try JSON(parsing: try #require(Base64URL.decode(shown)))
      #expect(data["context"]?["authorization_details"] == [.object(Self.matter)])
      // A wallet that was made to show another matter.
      var (altered, context) = (try #require(data.object), try #require(data["context"]?.object))
      context["authorization_details"] = [.object(Self.matter.merging(["actions": ["read", "submit", "change"]]))]
      altered["context"] = .object(context)
      request["transaction_data"] = [.string(Base64URL.encode(altered.serialized()))]
      #expect(try await phone.answer(request).json["rejection"] == "contextAltered")
      request["transaction_data"] = [.string(shown)]
      #expect(try await phone.answer(request).status == .ok)
    }
  }

  @Test func `a matter may be pushed, and nothing beside the pushed request changes it`() async throws {
    try await Self.run { house async throws in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let parameters = TestBrowser.parameters(["authorization_details": Self.text], client: "insurance")
      let pushed = try await house.http.post("/par", parameters, .basic("insurance"))
      #expect(pushed.status == .created)
      let other = JSON.array([.object(Self.matter.merging(["actions": ["change"]]))]).text
      let page = try browser.page(
        try await browser.bring(
          [("request_uri", pushed.json.text("request_uri")), ("authorization_details", other)], client: "insurance"))
      let end = try await browser.logIn(with: phone, on: page)
      let tokens = try await Self.redeem(end, in: house).json
      #expect(tokens["authorization_details"] == [.object(Self.matter)])
      // What cannot be read is refused where it is pushed.
      let wrong = TestBrowser.parameters(["authorization_details": "[{}]"], client: "insurance")
      let refused = try await house.http.post("/par", wrong, .basic("insurance"))
      #expect(refused.status == .badRequest && refused.refusal == "invalid_authorization_details")
    }
  }

  @Test func `a token may be for less, and a refresh for all of it again`() async throws {
    try await Self.run { house async throws in
      let less = JSON.array([.object(Self.matter.merging(["actions": ["read"]]))]).text
      let tokens = try await Self.redeem(
        try await Self.login(house), [("authorization_details", less)], in: house
      ).json
      #expect(tokens["authorization_details"]?.array?.first?["actions"] == ["read"])
      let all = try await house.http.refresh(tokens.text("refresh_token"), .basic("insurance")).json
      #expect(all["authorization_details"]?.array?.first?["actions"] == ["read", "submit"])
    }
  }

  @Test func `a token is never for more than was granted, and asking for it uses nothing up`() async throws {
    try await Self.run { house async throws in
      let end = try await Self.login(house)
      for change in [
        ["actions": ["read", "change"]], ["matter": "其他"], ["locations": []], ["not_after": "2031-01-01"],
      ] as [JSONObject] {
        let more = JSON.array([.object(Self.matter.merging(change))]).text
        let refused = try await Self.redeem(end, [("authorization_details", more)], in: house)
        #expect(refused.refusal == "invalid_authorization_details", "\(more)")
      }
      #expect(try await Self.redeem(end, in: house).status == .ok)
    }
  }

  @Test func `what cannot be read, is unknown or goes elsewhere is invalid_authorization_details`() async throws {
    try await Self.run { house async throws in
      var wrong: [JSON] = [
        .object(Self.matter), [.string("x")], [["type": "urn:other"]], [["type": .string(LicenceMatter.type)]],
        .array(Array(repeating: .object(Self.matter), count: 9)),
      ]
      for change in [
        ["actions": []], ["actions": ["delete"]], ["actions": ["read", "read"]], ["actions": "read"], ["matter": ""],
        ["matter": 1], ["locations": ["https://elsewhere.example"]], ["locations": "x"], ["not_after": "soon"],
        ["not_before": "2031-01-01"], ["surprise": true],
      ] as [JSONObject] { wrong.append([.object(Self.matter.merging(change))]) }
      for details in wrong.map(\.text) + ["[", "nonsense"] {
        let refused = try await TestBrowser(house).authorize(["authorization_details": details], client: "insurance")
        #expect(refused.answered("error") == "invalid_authorization_details", "\(details)")
      }
      let unregistered = try await TestBrowser(house).authorize(["authorization_details": Self.text], client: "plain")
      #expect(unregistered.answered("error") == "invalid_authorization_details")
    }
  }

  @Test func `an agent's delegation must cover the matter`() async throws {
    try await Self.run { house async throws in
      var phone = try TestPhone(house)
      phone.licence.holder = TestLicence.manager(Delegation(matters: ["别的事项"], grantedBy: "陈一"))
      let page = try await TestBrowser(house).openOrder(["authorization_details": Self.text], client: "insurance")
      let answer = try await phone.answer(phone.fetch(phone.scan(page)))
      #expect(answer.status == .badRequest)
      #expect(answer.json["rejection"] == "delegationMatterMissing")
    }
  }

  @Test func `a session answers no request for a matter`() async throws {
    try await Self.run { house async throws in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone, client: "insurance")
      #expect(try await browser.authorize(["prompt": "none"], client: "insurance").answered("code") != nil)
      let asked = try await browser.authorize(
        ["prompt": "none", "authorization_details": Self.text], client: "insurance")
      #expect(asked.answered("error") == "consent_required")
    }
  }

  @Test func `discovery names the type`() async throws {
    try await Self.run { house async throws in
      let metadata = try await house.http.get("/.well-known/openid-configuration").json
      #expect(metadata["authorization_details_types_supported"] == [.string(LicenceMatter.type)])
    }
  }
}
