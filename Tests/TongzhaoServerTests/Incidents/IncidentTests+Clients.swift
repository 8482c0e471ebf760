import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

extension IncidentTests {
  /// The endpoints at which clients prove themselves, with a form that is answered when they do.
  static func clientEndpoints(_ house: IncidentHouse) -> [(path: String, form: [(String, String)])] {
    let forms: [String: [(String, String)]] = [
      "/token": [("grant_type", "client_credentials")], "/introspect": [("token", "x")], "/revoke": [("token", "x")],
      "/par": IncidentHouse.parameters(client: "signer"), "/device_authorization": [("scope", "openid")],
      "/bc-authorize": [("scope", "openid")],
    ]
    let paths = Set(house.endpoints.filter { $0.method == .post }.map(\.path))
    return forms.filter { paths.contains($0.key) }.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  @Test func `incident 9: no request makes the house ask an address inside or one that nobody registered`()
    async throws
  {
    try await IncidentHouse.run { house in
      for address in [
        "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://[::1]/", "https://[::1]/r",
        "http://localhost:8080/", "https://rebind.example/r", "https://portal.example/redirects", "file:///etc/passwd",
        "gopher://127.0.0.1:25/", "https://127.0.0.1:8443/request.jwt",
      ] {
        for name in ["request_uri", "jwks_uri", "logo_uri", "sector_identifier_uri", "claims_redirect"] {
          let answer = try await house.authorize([name: address])
          #expect(answer.status.code < 500, "\(name) \(address)")
          _ = try await house.call("/token", [("grant_type", "client_credentials"), (name, address)], by: "signer")
        }
        // A header that names a key's address is never followed.
        for header in ["jku", "x5u"] {
          let assertion = try house.assertion()
          _ = try await house.post(
            "/token", [("grant_type", "client_credentials")] + assertion,
            [
              .init("X-\(header)")!: address
            ])
        }
      }
      #expect(house.hand.asked.isEmpty, "\(house.hand.asked)")
    }
  }

  @Test func `incident 15: an assertion is used once, also at once and at another endpoint`() async throws {
    try await IncidentHouse.run { house in
      for (path, form) in Self.clientEndpoints(house) {
        let assertion = try house.assertion()
        #expect(try await house.post(path, form + assertion).refusal != "invalid_client", "\(path)")
        for (again, form) in Self.clientEndpoints(house) {
          #expect(try await house.post(again, form + assertion).refusal == "invalid_client", "\(path) \(again)")
        }
      }
      let assertion = try house.assertion()
      let form = [("grant_type", "client_credentials")] + assertion
      let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
        for _ in 0..<50 { group.addTask { try await house.post("/token", form).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == .ok } == 1)
      #expect(statuses.allSatisfy { $0.code < 500 })
    }
  }

  @Test func `incident 16: a revocation that could not be written is never reported as done`() async throws {
    try await IncidentHouse.run { house in
      let tokens = try await house.redeem(try await house.login()).json
      let proof = try house.proof(of: "portal")
      // Of the store what is needed for it is gone.
      try await house.state.database.write { _ = try $0.run("DROP TABLE grants", []) }
      for name in ["refresh_token", "access_token"] {
        let form = [("token", tokens[name]?.string ?? "")]
        let answer = try await house.post("/revoke", form, proof.headers)
        #expect(answer.status.code >= 500, "\(name): \(answer.status)")
      }
    }
  }

  @Test func `incident 22: an assertion's audience is our issuer as one string, at every endpoint`() async throws {
    try await IncidentHouse.run { house in
      let issuer = house.issuer.value
      let others: [JSON] = [
        .array([.string(issuer)]), .array([.string(issuer), "https://evil.example"]),
        .string(issuer + "/"), .string(issuer + "/token"), .string(issuer + "/introspect"), .string(issuer + "/par"),
        "https://other.example", "", .string(issuer.uppercased()), .array([]), .integer(1), .object([:]),
      ]
      for (path, form) in Self.clientEndpoints(house) {
        for audience in others {
          let refused = try await house.post(path, form + (try house.assertion(["aud": audience])))
          #expect(refused.refusal == "invalid_client", "\(path) \(audience.text)")
        }
        let without = try await house.post(path, form + (try house.assertion(removing: ["aud"])))
        #expect(without.refusal == "invalid_client", "\(path)")
        let accepted = try await house.post(path, form + (try house.assertion()))
        #expect(accepted.refusal != "invalid_client", "\(path)")
      }
    }
  }

  @Test func `incident 23: depth and size are bounded, and a name is not known by its end`() async throws {
    try await IncidentHouse.run { house in
      let deep = String(repeating: "[", count: 7_000)
      let objects = String(repeating: "{\"a\":", count: 2_000)
      for text in [deep, objects, "{\"id_token\":" + deep] {
        #expect(try await house.authorize(["claims": text]).status.code < 500)
      }
      let token = Base64URL.encode(Array((deep + deep).utf8)) + ".e30."
      for (path, form) in Self.clientEndpoints(house) {
        let assertion = [
          ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
          ("client_assertion", token),
        ]
        #expect(try await house.post(path, form + assertion).refusal == "invalid_client")
        #expect(
          try await house.call(path, [("token", token), ("refresh_token", token)], by: "portal").status.code < 500)
      }
      let bearer = try await house.get("/userinfo", [.authorization: "Bearer \(token)"])
      #expect(bearer.status == .unauthorized)
      for address in ["https://badportal.example/cb", "https://evil-portal.example/cb"] {
        #expect(try await house.authorize(["redirect_uri": address]).status == .badRequest)
      }
      // No secret is right that begins or ends like the right one.
      for wrong in [
        String(IncidentHouse.secret.dropLast()), IncidentHouse.secret + "x", "", IncidentHouse.secret.uppercased(), " ",
      ] {
        let pair = "portal:" + Percent.encode(wrong)
        let headers: HTTPFields = [.authorization: "Basic " + Base64.encode(Array(pair.utf8))]
        #expect(try await house.post("/introspect", [("token", "x")], headers).refusal == "invalid_client")
      }
    }
  }
}
