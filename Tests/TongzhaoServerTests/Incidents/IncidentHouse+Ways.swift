import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// A way to tokens, gone up to its last step: what is sent to /token, by whom.
struct TokenWay: Sendable {
  /// The client that asks.
  let client: String
  /// What it sends.
  let form: [(String, String)]
  /// The login that it stands on; nil where a client asks for itself.
  let login: PlantedLogin?
}

extension IncidentHouse {
  /// How to go the way of each grant. A grant that discovery names and that is missing here fails the tests.
  static let ways: [String: @Sendable (IncidentHouse) async throws -> TokenWay] = [
    GrantType.authorizationCode.rawValue: { house in
      let login = try await house.login(scope: scope)
      return TokenWay(client: login.client, form: login.form, login: login)
    },
    GrantType.refreshToken.rawValue: { house in
      let login = try await house.login(scope: scope)
      let token = try await house.redeem(login).json["refresh_token"]?.string ?? ""
      return TokenWay(
        client: login.client, form: [("grant_type", "refresh_token"), ("refresh_token", token)], login: login)
    },
    GrantType.clientCredentials.rawValue: { _ in
      TokenWay(client: "signer", form: [("grant_type", "client_credentials")], login: nil)
    },
    GrantType.tokenExchange.rawValue: { house in
      let login = try await house.login(scope: scope)
      let token = try await house.redeem(login).json["access_token"]?.string ?? ""
      return TokenWay(
        client: "handler",
        form: [
          ("grant_type", GrantType.tokenExchange.rawValue), ("subject_token", token),
          ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("audience", next),
          ("scope", "licence"),
        ], login: login)
    },
    GrantType.deviceCode.rawValue: { house in
      let asked = try await house.call("/device_authorization", [("scope", scope)], by: "kiosk").json
      let code = asked["device_code"]?.string ?? ""
      // As a person leaves it behind who typed the code and approved.
      let digest = AwaitedAnswer.Key.device(try #require(BearerSecret<DeviceCodeSecret>(presented: code)).digest)
      return TokenWay(
        client: "kiosk", form: [("grant_type", GrantType.deviceCode.rawValue), ("device_code", code)],
        login: try await house.login("kiosk", scope: scope, code: digest.grantCode))
    },
    GrantType.ciba.rawValue: { house in
      let hint = TestLicence.company.uscc.value
      let asked = try await house.call(
        "/backchannel_authentication", [("scope", scope), ("login_hint", hint)], by: "clerk"
      ).json
      let request = asked["auth_req_id"]?.string ?? ""
      // As a wallet leaves it behind that approved.
      let digest = AwaitedAnswer.Key.backchannel(
        try #require(BearerSecret<AuthenticationRequestSecret>(presented: request)).digest)
      return TokenWay(
        client: "clerk", form: [("grant_type", GrantType.ciba.rawValue), ("auth_req_id", request)],
        login: try await house.login("clerk", scope: scope, code: digest.grantCode))
    },
  ]

  /// Without `offline_access`, so that a session that ends takes all along.
  private static let scope = "openid licence"
  private static let next = "https://next.example"

  /// The clients of the ways: a device's (`kiosk`), a counter's (`clerk`), a department that hands on (`handler`), the one behind it (`next`),
  /// and one that may do nothing of it (`idle`).
  func registerWays() async throws {
    try await register(
      "kiosk",
      [
        "scope": "openid licence holder offline_access", "tongzhao_device_scopes": "openid licence",
        "grant_types": ["authorization_code", "refresh_token", .string(GrantType.deviceCode.rawValue)],
      ])
    try await register(
      "clerk",
      [
        "scope": "openid licence holder offline_access", "backchannel_token_delivery_mode": "poll",
        "grant_types": ["authorization_code", "refresh_token", .string(GrantType.ciba.rawValue)],
      ])
    let department: JSONObject = ["redirect_uris": [], "client_uri": .string(Self.resource)]
    try await register(
      "handler",
      department.merging([
        "grant_types": [.string(GrantType.tokenExchange.rawValue)],
        "tongzhao_introspection_audiences": [.string(Self.resource)],
        "tongzhao_may_exchange_for": [Self.next: "licence"],
      ]))
    try await register(
      "next",
      department.merging([
        "grant_types": ["client_credentials"], "client_uri": .string(Self.next),
        "tongzhao_introspection_audiences": [.string(Self.next)],
      ]))
    // Registered for the one grant that is not asked for, so that only the grant is missing.
    try await register("idle", ["grant_types": ["authorization_code"], "scope": "openid licence"])
    try await register("idler", department.merging(["grant_types": ["client_credentials"]]))
  }

  /// The last step.
  func go(_ way: TokenWay, as client: String? = nil) async throws -> TestResponse {
    try await call("/token", way.form, by: client ?? way.client)
  }
}
