import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport

/// A client with devices that cannot be typed on, and one of them.
struct DeviceHouse: Sendable {
  static let type = "urn:ietf:params:oauth:grant-type:device_code"

  let house: LoginHouse

  static func run(
    _ changes: JSONObject = [:], _ test: @Sendable (DeviceHouse) async throws -> Void
  ) async throws {
    try await LoginHouse.run { house in
      let members = members.merging(changes)
      let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
      for id in ["kiosk", "other"] {
        try await house.clientStore.save(try TestClients.client(id, members), secret: digest, at: house.now)
      }
      try await house.clientStore.save(
        try TestClients.resource(["grant_types": ["client_credentials"]]), secret: digest, at: house.now)
      try await test(DeviceHouse(house: house))
    }
  }

  private static let members: JSONObject = [
    "grant_types": ["authorization_code", "refresh_token", .string(type)],
    "scope": "openid licence holder offline_access", "tongzhao_device_scopes": "openid licence",
    "id_token_signed_response_alg": "ES256", "tongzhao_audiences": [.string(TestClients.department)],
  ]

  /// What a device asks first.
  func ask(_ scope: String? = "openid licence", as client: String = "kiosk") async throws -> TestResponse {
    try await house.http.post("/device_authorization", scope.map { [("scope", $0)] } ?? [], .basic(client))
  }

  /// What a device asks then, again and again.
  func poll(_ code: String, as client: String = "kiosk") async throws -> TestResponse {
    try await house.http.post("/token", [("grant_type", Self.type), ("device_code", code)], .basic(client))
  }

  /// What a device is told that has not got its tokens.
  func told(_ code: String) async throws -> String? { try await poll(code).refusal }

  /// A person opens the page, types, compares and goes on; returns the path of the order.
  func claim(_ userCode: String, in browser: TestBrowser) async throws -> String {
    _ = try await browser.get("/device")
    let compared = try await browser.post("/device", [("user_code", userCode)])
    guard compared.status == .ok else { throw Unexpected(compared) }
    let order = try await browser.post("/device/continue", [("user_code", userCode)])
    guard order.status == .seeOther, order.location.contains("/sign-in/") else { throw Unexpected(order) }
    return String(order.location.dropFirst(house.issuer.value.count))
  }

  /// The whole of the person's part; returns where the browser ends and the receipt on the phone.
  func approve(_ userCode: String, in browser: TestBrowser, with phone: TestPhone) async throws -> (
    TestResponse, String
  ) {
    let page = try await claim(userCode, in: browser)
    let receipt = try await phone.approve(page)
    return (try await browser.post(page + "/number", [("number", try await phone.number(receipt))]), receipt)
  }

  /// A device that has its tokens, and the receipt of its login.
  func loggedIn(_ scope: String = "openid licence") async throws -> (tokens: JSON, receipt: String) {
    let asked = try await ask(scope).json
    let (_, receipt) = try await approve(
      asked.text("user_code"), in: TestBrowser(house), with: try TestPhone(house))
    return (try await poll(asked.text("device_code")).json, receipt)
  }
}
