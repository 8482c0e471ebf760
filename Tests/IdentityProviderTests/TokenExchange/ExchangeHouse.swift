import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport

/// Departments that work together: the portal's tokens are for `department`, which may call `tax`, which may call
/// `bank`, which may call `archive`, which may call the department again.
struct ExchangeHouse: Sendable {
  static let type = "urn:ietf:params:oauth:grant-type:token-exchange"
  static let accessToken = "urn:ietf:params:oauth:token-type:access_token"
  static let tax = "https://tax.example"
  static let bank = "https://bank.example"
  static let archive = "https://archive.example"

  let provider: Provider
  let http: any TestClientProtocol

  static func run(_ test: @Sendable (ExchangeHouse) async throws -> Void) async throws {
    try await Provider.run { provider, http in
      for client in [
        try department(), try member("tax", next: bank), try member("bank", next: archive),
        try member("archive", next: TestClients.department),
      ] { try await provider.save(client) }
      try await test(ExchangeHouse(provider: provider, http: http))
    }
  }

  /// The department that the portal calls.
  static func department(_ changes: JSONObject = [:]) throws -> Client {
    var members: JSONObject = [
      "grant_types": ["client_credentials", .string(type)],
      "tongzhao_may_exchange_for": [tax: "licence holder records.read"],
    ]
    members.merge(changes)
    return try TestClients.resource(members)
  }

  /// A department behind it.
  static func member(_ id: String, next: String, _ changes: JSONObject = [:]) throws -> Client {
    let own = "https://\(id).example"
    var members: JSONObject = [
      "redirect_uris": [], "post_logout_redirect_uris": [], "client_uri": .string(own), "grant_types": [.string(type)],
      "tongzhao_introspection_audiences": [.string(own)], "tongzhao_may_exchange_for": [next: "licence"],
    ]
    members.merge(changes)
    return try TestClients.client(id, members)
  }

  /// An access token that the portal calls the department with.
  func portalToken(_ scope: String = "openid licence holder") async throws -> (Login, String) {
    let login = try await provider.login(scope: scope)
    return (login, try await http.redeem(login).text("access_token"))
  }

  /// A token exchange; `nil` leaves a parameter out.
  func exchange(
    _ token: String, for audience: String? = tax, by client: String = "department", _ changes: [String: String?] = [:],
    and more: [(String, String)] = []
  ) async throws -> TestResponse {
    var form: [(String, String?)] = [
      ("grant_type", Self.type), ("subject_token", token), ("subject_token_type", Self.accessToken),
      ("audience", audience),
    ]
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
      form.removeAll { $0.0 == name }
      form.append((name, value))
    }
    return try await http.post("/token", form.compactMap { pair in pair.1.map { (pair.0, $0) } } + more, .basic(client))
  }
}

extension JSON {
  /// The claims of a token that was just issued.
  func claims(_ name: String = "access_token") throws -> JSONObject {
    try UnverifiedJWS(compact: text(name), maximumLength: 16_384).unverifiedClaims ?? [:]
  }
}
