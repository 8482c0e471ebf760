import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import Testing

/// What others' users suffered, tried on this house: black-box, over HTTP, each test named by its row in the table of
/// incidents. What can be enumerated (endpoints, grants, response modes, client authentication) is taken from what is
/// mounted and from discovery, so that new ones are covered unasked. Rows that need a wallet or a browser are in
/// `Tests/Journey/test_incidents.py`.
@Suite(.timeLimit(.minutes(10))) struct IncidentTests {
  /// Every way to answer: none asked for, and each that discovery offers.
  static func modes(of house: IncidentHouse) async throws -> [String?] {
    [nil] + (try await house.discovery("response_modes_supported"))
  }

  /// Tries an address that is not registered, in every response mode, as a request and as one that is wrong besides.
  private static func refuses(
    _ address: String, client: String = "portal", _ house: IncidentHouse, modes: [String?]
  ) async throws {
    for mode in modes {
      for foul: [String: String?] in [[:], ["scope": "nonsense"], ["prompt": "none"], ["response_type": "token"]] {
        var changes: [String: String?] = ["redirect_uri": address, "response_mode": mode]
        changes.merge(foul) { $1 }
        let answer = try await house.authorize(changes, client: client)
        #expect(answer.status == .badRequest, "\(address) \(mode ?? "") \(foul)")
        #expect(!answer.leadsOutside, "\(address) \(mode ?? "") \(foul)")
      }
    }
  }

  // MARK: Redirects

  @Test func `incident 1: an address that only begins like a registered one is not answered`() async throws {
    try await IncidentHouse.run { house in
      let modes = try await Self.modes(of: house)
      for address in [
        "https://portal.example.evil.com/cb", "https://portal.example@evil.com/cb",
        "https://portal.example:x@evil.com/",
        "https://portal.example/cb.evil.com", "https://portal.example/cb/", "https://portal.example/cb?next=x",
        "https://portal.example/cb#x", "https://portal.example/cbx", "https://portal.example", "https://evil.com/cb",
        "https://evil.com/https://portal.example/cb", "https://portal.example:444/cb", "https://portal.example:443/cb",
        "javascript:alert(1)//https://portal.example/cb", "//portal.example/cb", "/cb", "https:portal.example/cb",
      ] { try await Self.refuses(address, house, modes: modes) }
    }
  }

  @Test func `incident 2: of two hundred encodings of the registered address one is answered, itself`() async throws {
    try await IncidentHouse.run { house in
      #expect(try await house.authorize().status == .seeOther)
      let registered = "https://portal.example/cb"
      var others: Set<String> = []
      for (place, character) in zip(registered.indices, registered) {
        let next = registered.index(after: place)
        let (head, tail) = (registered[..<place], registered[next...])
        let hexadecimal = String(character.asciiValue ?? 0, radix: 16)
        let once = "%" + (hexadecimal.count == 1 ? "0" : "") + hexadecimal
        for form in [
          once, once.uppercased(), "%25" + once.dropFirst(), "\(character)\(character)", "", character.uppercased(),
          "\(character)%00", "\(character)\t", "\(character)\u{FEFF}",
        ] { others.insert(head + form + tail) }
      }
      for path in [
        "/..%2Fcb", "/x/../cb", "/%2e%2e/cb", "/..;/cb", "/./cb", "//cb", "/cb%2F", "/cb/.", "/cb;x=y", "/cb%3Fx",
        "/cb\\",
        "/\\cb", "/%5ccb", "/c%62", "/cb%20", "/cb ", "/cb%0d%0a",
      ] { others.insert("https://portal.example" + path) }
      others.remove(registered)
      #expect(others.count >= 200)
      for other in others {
        let answer = try await house.authorize(["redirect_uri": other])
        #expect(answer.status == .badRequest && !answer.leadsOutside, "\(other)")
      }
    }
  }

  @Test func `incident 3: localhost is no special case`() async throws {
    try await IncidentHouse.run { house in
      try await house.register("native", ["redirect_uris": ["http://127.0.0.1:8765/cb"]])
      let modes = try await Self.modes(of: house)
      for address in [
        "http://localhost@evil.example/cb", "http://127.0.0.1.evil.example/cb", "http://localhost:8765/cb",
        "http://127.0.0.1:8765@evil.example/cb", "http://127.0.0.2:8765/cb", "http://2130706433:8765/cb",
        "http://0x7f000001:8765/cb", "http://[::1]:8765/cb", "http://0.0.0.0:8765/cb", "https://127.0.0.1:8765/cb",
        "http://127.0.0.1:8765/cb/..", "http://127.1:8765/cb", "http://evil.example:8765/cb",
      ] { try await Self.refuses(address, client: "native", house, modes: modes) }
      for address in ["http://127.0.0.1/cb", "http://localhost/cb", "http://portal.example/cb"] {
        try await Self.refuses(address, house, modes: modes)
      }
    }
  }

  @Test func `incident 4: no way to answer skips the check, and neither does logging out`() async throws {
    try await IncidentHouse.run { house in
      for mode in try await Self.modes(of: house) + ["fragment", "web_message", "form_post.jwt", "nonsense", "jwt"] {
        let answer = try await house.authorize(["redirect_uri": "https://evil.example/cb", "response_mode": mode])
        #expect(!answer.leadsOutside && answer.status == .badRequest, "\(mode ?? "")")
        #expect(!answer.text.contains("evil.example"))
      }
      // Logging out: with a hint, with a client, with both, with a session.
      let login = try await house.login()
      let tokens = try await house.redeem(login).json
      let cookie: HTTPFields = [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"]
      for address in ["https://evil.example/", "https://portal.example/cb", "https://portal.example.evil.com/"] {
        for more in [[], [("client_id", "portal")], [("id_token_hint", tokens["id_token"]?.string ?? "")]] {
          let path = Percent.appendQuery(to: "/end-session", [("post_logout_redirect_uri", address)] + more)
          for headers in [[:], cookie] {
            let answer = try await house.get(path, headers)
            #expect(!answer.leadsOutside, "\(path)")
          }
        }
      }
    }
  }

  @Test func `incident 5: a parameter that comes twice is refused, each and everywhere`() async throws {
    try await IncidentHouse.run { house in
      for (name, value) in IncidentHouse.parameters() + [
        ("response_mode", "query"), ("prompt", "none"), ("max_age", "10"), ("ui_locales", "zh"), ("claims", "{}"),
        ("id_token_hint", "x"), ("login_hint", "x"), ("acr_values", "x"), ("request", "x"), ("request_uri", "x"),
        ("dpop_jkt", "x"), ("authorization_details", "[]"), ("unknown", "x"),
      ] {
        for second in [value, "other"] {
          let sent = IncidentHouse.parameters().contains { $0.0 == name } ? [] : [(name, value)]
          let answer = try await house.authorize(adding: sent + [(name, second)])
          #expect(answer.status == .badRequest && !answer.leadsOutside, "\(name)")
        }
      }
      let names = [
        "client_id", "client_secret", "client_assertion", "client_assertion_type", "grant_type", "code", "redirect_uri",
        "code_verifier", "refresh_token", "scope", "token", "token_type_hint", "response", "state", "unknown",
        "subject_token", "device_code", "user_code", "request", "logout_hint", "wallet_nonce", "number",
      ]
      let posts = house.endpoints.filter { $0.method == .post && !$0.path.contains("{") && $0.audience == .client }
      #expect(posts.count >= 4)
      for endpoint in posts {
        for name in names {
          let proof = try house.proof(of: "portal")
          let answer = try await house.post(endpoint.path, [(name, "a"), (name, "b")], proof.headers)
          // An endpoint that takes no form says so by 415.
          #expect(
            answer.status == .badRequest && ["invalid_request", "invalid_client_metadata"].contains(answer.refusal)
              || answer.status == .unsupportedMediaType || answer.refusal == "invalid_token",
            "\(endpoint.path) \(name) → \(answer.status) \(answer.text)")
        }
      }
    }
  }

  @Test func `incident 11: an address is text and never a pattern`() async throws {
    try await IncidentHouse.run { house in
      let modes = try await Self.modes(of: house)
      try await house.register("dotted", ["redirect_uris": ["https://foo.example.com/cb.php"]])
      for address in [
        "https://fooXexample.com/cb.php", "https://foo.exampleXcom/cb.php", "https://foo.example.com/cbXphp",
        "https://foo.example.com/.*", "https://.*/cb.php",
      ] { try await Self.refuses(address, client: "dotted", house, modes: modes) }
      for pattern in ["https://*.example.com/cb", "https://foo.example.com/*", "https://foo.example.com/.*|evil"] {
        #expect(throws: ClientMetadataRejection.self, "\(pattern)") {
          try Client(
            document: [
              "client_id": "pattern", "client_name": "p", "redirect_uris": [.string(pattern)],
            ])
        }
      }
    }
  }

  @Test func `incident 17: case matters, and loopback overrides no host`() async throws {
    try await IncidentHouse.run { house in
      let modes = try await Self.modes(of: house)
      for address in [
        "HTTPS://portal.example/cb", "https://PORTAL.example/cb", "https://portal.EXAMPLE/cb",
        "https://portal.example/CB", "https://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://[::1]/cb",
      ] { try await Self.refuses(address, house, modes: modes) }
      #expect(try await house.authorize(["client_id": "PORTAL"]).status == .badRequest)
    }
  }
}
