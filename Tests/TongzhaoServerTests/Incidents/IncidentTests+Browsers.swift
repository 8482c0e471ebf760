import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import TongzhaoServer

extension IncidentTests {
  private static let session = "__Host-tongzhao-session-443"

  @Test func `incident 6: nothing that a browser carries turns on what is off`() async throws {
    try await IncidentHouse.run { house in
      // What is not offered is not given, in any spelling and order.
      for type in [
        "token", "id_token", "id_token token", "code token", "code id_token", "code id_token token", "none", "CODE",
        "code code", " code", "",
      ] {
        for mode in try await Self.modes(of: house) + ["fragment"] {
          let answer = try await house.authorize(["response_type": type, "response_mode": mode])
          for given in ["access_token=", "id_token=", "code="] { #expect(!answer.location.contains(given), "\(type)") }
          #expect(!answer.location.contains("/sign-in/"), "\(type) \(mode ?? "")")
        }
      }
      // An order's page takes its client from the order, whatever comes with it.
      for (name, value) in [
        ("client_data", "AAAA"), ("client_id", "other"), ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
      ] {
        let begun = try await house.authorize()
        let page = String(begun.location.dropFirst(house.issuer.value.count))
        let cookie = try #require(begun.headers[.setCookie]?.split(separator: ";").first.map(String.init))
        let shown = try await house.get(
          Percent.appendQuery(to: page, [(name, value)]), [.cookie: cookie, .accept: "text/html"])
        #expect(shown.status == .ok && !shown.text.contains("evil.example"))
        let restarted = try await house.post(page + "/restart", [(name, value)], [.cookie: cookie])
        #expect(!restarted.leadsOutside, "\(name)")
      }
    }
  }

  @Test func `incident 18: an order belongs to the browser that began it`() async throws {
    try await IncidentHouse.run { house in
      let begun = try await house.authorize()
      let page = String(begun.location.dropFirst(house.issuer.value.count))
      let other = try #require(
        try await house.authorize().headers[.setCookie]?.split(separator: ";").first.map(String.init))
      let order = house.endpoints.filter { $0.path.hasPrefix("/sign-in/{order}") }
      #expect(order.count >= 8)
      for endpoint in order {
        let path = endpoint.path.replacing("/sign-in/{order}", with: page)
        for headers: HTTPFields in [[:], [.cookie: other], [.cookie: "__Host-tongzhao-browser-443=AAAA"]] {
          let answer =
            endpoint.method == .get
            ? try await house.get(path + "?response_code=AAAA", headers)
            : try await house.post(path, [("number", "123456")], headers)
          #expect(!answer.leadsOutside)
          // To begin anew in another browser gives it an order of its own, and never this one.
          if endpoint.path.hasSuffix("/restart") {
            #expect(answer.status == .seeOther && !answer.location.contains(page))
          } else {
            #expect(answer.status.code >= 400 && answer.status.code < 500, "\(endpoint.method) \(path)")
          }
        }
      }
    }
  }

  @Test func `incident 10 and 21: a cookie that was planted, computed or altered opens nothing`() async throws {
    try await IncidentHouse.run { house in
      let login = try await house.login()
      func isKnown(_ cookie: String) async throws -> Bool {
        let answer = try await house.authorize(
          ["prompt": "none", "scope": "openid licence"], [.cookie: cookie])
        return answer.location.contains("code=")
      }
      let secret = login.cookie.revealed()
      #expect(try await isKnown("\(Self.session)=\(secret)"))
      for name in ["tongzhao-session-443", "__Secure-tongzhao-session-443", "__host-tongzhao-session-443", "session"] {
        #expect(try await isKnown("\(name)=\(secret)") == false, "\(name)")
      }
      #expect(try await isKnown("\(Self.session)=\(secret); \(Self.session)=\(secret)") == false)
      var guesses = [login.session.value, login.presentation.value, login.grant.value, "AAAA", "", "1", "portal"]
      for place in secret.indices {
        var letters = Array(secret)
        let number = secret.distance(from: secret.startIndex, to: place)
        letters[number] = letters[number] == "A" ? "B" : "A"
        guesses.append(String(letters))
      }
      for guess in guesses { #expect(try await isKnown("\(Self.session)=\(guess)") == false, "\(guess)") }
      // Each cookie of the house is for the host alone, by its name, and out of scripts' reach; the language is no secret.
      let answers = [
        try await house.authorize(), try await house.get("/end-session", [.cookie: "\(Self.session)=\(secret)"]),
      ]
      for field in answers.flatMap({ $0.headers[values: .setCookie] }) where !field.hasPrefix("lang=") {
        #expect(field.hasPrefix("__Host-") && field.contains("; Secure") && field.contains("; HttpOnly"), "\(field)")
        #expect(field.contains("Path=/") && !field.lowercased().contains("domain="))
      }
    }
  }

  @Test func `incident 20: whatever a caller says of our host, every address of ours stays ours`() async throws {
    try await IncidentHouse.run { house in
      let login = try await house.login()
      let hostile: HTTPFields = [
        .init("Forwarded")!: "for=1.2.3.4;host=evil.example;proto=http", .init("X-Forwarded-Host")!: "evil.example",
        .init("X-Forwarded-Proto")!: "http", .init("X-Forwarded-Port")!: "81",
        .init("X-Original-Host")!: "evil.example",
        .init("X-Host")!: "evil.example", .init("X-Forwarded-Server")!: "evil.example",
        .init("X-Original-URL")!: "/evil.example", .init("X-Rewrite-URL")!: "/evil.example",
        .init("X-Forwarded-Prefix")!: "/evil.example", .cookie: "\(Self.session)=\(login.cookie.revealed())",
        .accept: "text/html",
      ]
      var paths = house.endpoints.filter { $0.method == .get && !$0.path.contains("{") }.map(\.path)
      paths.append(Percent.appendQuery(to: "/authorize", IncidentHouse.parameters()))
      #expect(paths.count >= 6)
      for path in paths {
        // An address that another server asks for us about tells of that server's.
        let answer = try await house.http.execute(
          uri: path, method: .get, headers: hostile)
        #expect(!answer.text.contains("evil.example"), "\(path)")
        for field in answer.headers { #expect(!field.value.contains("evil.example"), "\(path) \(field)") }
        #expect(!answer.text.contains("http://login.example"), "\(path)")
      }
      let discovery = try await house.get("/.well-known/openid-configuration", hostile).json
      for (name, value) in discovery.object ?? [:] where name.hasSuffix("_endpoint") || name.hasSuffix("_uri") {
        #expect(value.string?.hasPrefix("https://login.example/") == true, "\(name)")
      }
    }
  }
}
