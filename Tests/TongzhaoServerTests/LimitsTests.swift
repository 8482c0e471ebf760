import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth
import OAuthHTTP
import Testing

@testable import TongzhaoServer

/// How often who may call, on the whole server.
@Suite(.timeLimit(.minutes(10))) struct LimitsTests {
  private static func limits(_ name: String, _ number: Int64) -> JSONObject { ["limits": [name: .integer(number)]] }

  private static func wrong(_ client: String = "portal") -> HTTPFields {
    [.authorization: "Basic " + Base64.encode(Array("\(client):wrong".utf8))]
  }

  @Test func `one address is counted wherever strangers make work, also at what is new`() async throws {
    try await IncidentHouse.run(changing: Self.limits("requests-per-source", 1)) { house in
      #expect(try await house.authorize().status == .seeOther)
      for endpoint in house.endpoints {
        let path = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
          .map { $0.hasPrefix("{") ? "AAAA" : String($0) }.joined(separator: "/")
        let answer = try await house.http.execute(uri: path, method: endpoint.method)
        let isFree =
          IdentityProviderRooms.uncounted.contains(endpoint.path) || endpoint.path.hasPrefix("/assets/")
        #expect((answer.status == .tooManyRequests) == !isFree, "\(endpoint.method) \(endpoint.path)")
        guard !isFree else { continue }
        #expect(answer.headers[.retryAfter] == "60")
        let isPage = answer.headers[.contentType]?.hasPrefix("text/html") == true
        #expect(isPage == (endpoint.audience == .person), "\(endpoint.path)")
      }
      house.hand.advance(by: 60)
      #expect(try await house.authorize().status == .seeOther)
    }
  }

  @Test func `a client that calls without end is slowed and no other`() async throws {
    try await IncidentHouse.run(changing: Self.limits("requests-per-client", 3)) { house in
      for _ in 0..<3 {
        #expect(try await house.call("/introspect", [("token", "x")], by: "department").status == .ok)
      }
      let slowed = try await house.call("/introspect", [("token", "x")], by: "department")
      #expect(slowed.status == .tooManyRequests && slowed.headers[.retryAfter] == "20")
      #expect(slowed.refusal == "temporarily_unavailable")
      #expect(try await house.call("/introspect", [("token", "x")], by: "portal").status == .ok)
      house.hand.advance(by: 20)
      #expect(try await house.call("/introspect", [("token", "x")], by: "department").status == .ok)
    }
  }

  @Test func `who guesses a client's secret is slowed at every endpoint, and learns nothing by going on`() async throws
  {
    try await IncidentHouse.run(changing: Self.limits("failures-per-client", 5)) { house in
      for path in ["/token", "/introspect", "/revoke", "/token", "/introspect"] {
        #expect(try await house.post(path, [("token", "x")], Self.wrong()).status == .unauthorized)
      }
      for path in ["/token", "/introspect", "/revoke"] {
        let refused = try await house.post(path, [("token", "x")], Self.wrong())
        #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "12")
        // The right secret from there is not heard either, or guessing would go on.
        #expect(try await house.call(path, [("token", "x")], by: "portal").status == .tooManyRequests)
      }
      // nginx at the door fails closed, and never takes it for "nobody is logged in".
      #expect(try await house.get("/auth-request", Self.wrong()).status == .tooManyRequests)
      // Another client from the same address is not meant.
      #expect(try await house.call("/introspect", [("token", "x")], by: "department").status == .ok)
      house.hand.advance(by: 12)
      #expect(try await house.call("/introspect", [("token", "x")], by: "portal").status == .ok)
    }
  }

  @Test func `who tries made-up names is slowed by his address`() async throws {
    try await IncidentHouse.run(changing: Self.limits("failures-per-source", 10)) { house async throws in
      for number in 0..<10 {
        #expect(try await house.post("/introspect", [("token", "x")], Self.wrong("n\(number)")).status == .unauthorized)
      }
      #expect(try await house.post("/introspect", [("token", "x")], Self.wrong("n11")).status == .tooManyRequests)
    }
  }

  @Test func `one licence logs in so often, in whatever browser and at whatever client, and no other is slowed`()
    async throws
  {
    try await IncidentHouse.run(changing: Self.limits("logins-per-licence", 3)) { house in
      let logins = [try await house.login("portal"), try await house.login("app"), try await house.login("signer")]
      func silent(_ login: PlantedLogin) async throws -> TestResponse {
        try await house.authorize(
          ["prompt": "none"], client: login.client,
          [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"])
      }
      for login in logins { #expect(try await silent(login).location.contains("code=")) }
      for login in logins {
        let slowed = try await silent(login).location
        #expect(slowed.contains("error=temporarily_unavailable") && slowed.contains("20%20s"), "\(slowed)")
      }
      // A stranger's browser is asked to log in as ever.
      #expect(try await house.authorize().location.contains("/sign-in/"))
      house.hand.advance(by: 20)
      #expect(try await silent(logins[0]).location.contains("code="))
      #expect(try await silent(logins[1]).location.contains("error=temporarily_unavailable"))
    }
  }

  @Test func `an assertion that is replayed or too old is no guess`() async throws {
    try await IncidentHouse.run(changing: Self.limits("failures-per-client", 2)) { house in
      let used = try house.assertion()
      _ = try await house.post("/introspect", [("token", "x")] + used)
      for _ in 0..<5 {
        #expect(try await house.post("/introspect", [("token", "x")] + used).status == .unauthorized)
      }
      #expect(try await house.call("/introspect", [("token", "x")], by: "signer").status == .ok)
    }
  }

  @Test func `zero turns a bound off`() async throws {
    let off: JSONObject = [
      "limits": [
        "requests-per-source": 0, "requests-per-client": 0, "failures-per-client": 0, "failures-per-source": 0,
        "logins-per-licence": 0,
      ]
    ]
    try await IncidentHouse.run(changing: off) { house async throws in
      for _ in 0..<400 {
        #expect(try await house.post("/introspect", [("token", "x")], Self.wrong()).status == .unauthorized)
      }
      #expect(try await house.call("/introspect", [("token", "x")], by: "portal").status == .ok)
    }
  }

  @Test func `forms are taken as forms only, methods as they are meant`() async throws {
    try await IncidentHouse.run { house in
      // RFC 6749 §3.2, RFC 7662 §2.1, RFC 7009 §2.1, RFC 9126 §2.1, RFC 8628 §3.1.
      let forms = house.endpoints.filter {
        ["/token", "/introspect", "/revoke", "/par", "/device_authorization", "/bc-authorize"].contains($0.path)
      }
      #expect(forms.count >= 3)
      for endpoint in forms {
        let proof = try house.proof(of: "portal")
        for type in ["application/json", "text/plain", "multipart/form-data; boundary=x", nil] {
          var headers = proof.headers
          headers[.contentType] = type
          let answer = try await house.http.execute(
            uri: endpoint.path, method: .post, headers: headers, body: ByteBuffer(string: "token=x"))
          #expect(answer.status == .unsupportedMediaType && answer.refusal == "invalid_request", "\(endpoint.path)")
          #expect(answer.json["error_description"]?.string?.contains("x-www-form-urlencoded") == true)
        }
        for method in [HTTPRequest.Method.get, .put, .delete, .patch, .head] {
          let answer = try await house.http.execute(
            uri: endpoint.path + "?token=x", method: method, headers: proof.headers)
          #expect(answer.status == .methodNotAllowed, "\(method) \(endpoint.path)")
          #expect(answer.headers[.allow]?.contains("POST") == true)
        }
      }
    }
  }
}
