import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct DoorTests {
  private static let pass = "__Host-tongzhao-door-443"
  private static let browser = "__Host-tongzhao-door-browser-443"

  /// An old system behind nginx, with two hosts.
  private static func old(_ changes: JSONObject = [:]) throws -> Client {
    try TestClients.client(
      "old",
      [
        "redirect_uris": ["https://old.example/tongzhao/callback", "https://old.example:8443/tongzhao/callback"],
        "post_logout_redirect_uris": ["https://old.example/"], "scope": "openid licence holder offline_access",
        "tongzhao_door": true,
      ], changes)
  }

  /// What nginx sends: its proof, the host, and what the browser asked for.
  private static func nginx(
    _ cookies: [String: String] = [:], at host: String = "https://old.example", as client: String = "old",
    _ more: HTTPFields = [:]
  ) -> HTTPFields {
    var headers = HTTPFields.basic(client)
    headers[.init("Tongzhao-Door-Host")!] = host
    headers[.init("X-Original-URI")!] = "/cases?id=7&x=%E5%90%8D"
    headers[.init("X-Original-Method")!] = "GET"
    headers[.accept] = "text/html,*/*;q=0.8"
    if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    for field in more { headers[field.name] = field.value }
    return headers
  }

  private static func cookies(_ response: TestResponse) -> [String: String] {
    var found: [String: String] = [:]
    for field in response.headers[values: .setCookie] {
      let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      found[String(pair[0])] = String(pair[1])
    }
    return found
  }

  /// A login that has begun: what /authorize was asked, and the browser's cookie.
  private struct Begun {
    let asked: TestResponse
    let cookies: [String: String]

    func parameter(_ name: String) -> String { asked.answered(name) ?? "" }
  }

  private static func begin(
    _ http: any TestClientProtocol, returning: String? = "/cases?id=7", _ cookies: [String: String] = [:],
    at host: String = "https://old.example"
  ) async throws -> Begun {
    let query = returning.map { "?return=" + Percent.encode($0) } ?? ""
    let asked = try await http.get("/door/login" + query, nginx(cookies, at: host))
    #expect(asked.status == .seeOther)
    return Begun(asked: asked, cookies: DoorTests.cookies(asked))
  }

  /// What comes back to the callback after the person approved.
  private static func answer(_ begun: Begun, _ login: Login, changing changes: [String: String] = [:]) -> String {
    var parameters = [
      "code": login.code.revealed(), "state": begun.parameter("state"), "iss": "https://login.example",
    ]
    parameters.merge(changes) { $1 }
    return Percent.appendQuery(to: "/door/callback", parameters.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) })
  }

  /// A whole login at the door: the pass.
  private static func enter(
    _ provider: Provider, _ http: any TestClientProtocol, isShared: Bool = false
  ) async throws -> (pass: [String: String], login: Login) {
    let begun = try await begin(http)
    let login = try await provider.login(
      "old", scope: begun.parameter("scope"), isShared: isShared,
      challenge: CodeChallenge(begun.parameter("code_challenge")))
    let back = try await http.get(answer(begun, login), nginx(begun.cookies))
    #expect(back.status == .seeOther && back.location == "https://old.example/cases?id=7")
    return ([pass: cookies(back)[pass] ?? ""], login)
  }

  private static func house(
    _ test: @Sendable (Provider, any TestClientProtocol) async throws -> Void
  ) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try old())
      try await test(provider, http)
    }
  }

  // MARK: Being asked

  @Test func `a person who is logged in is named to the old system, and Chinese names arrive`() async throws {
    try await Self.house { provider, http in
      let (pass, login) = try await Self.enter(provider, http)
      let answer = try await http.get("/auth-request", Self.nginx(pass))
      #expect(answer.status == .ok && answer.text.isEmpty)
      #expect(answer.headers[.cacheControl] == "no-store")
      func header(_ name: String) -> String? { answer.headers[.init("Tongzhao-\(name)")!] }
      #expect(header("Subject") == Provider.enterprise.uscc.value)
      #expect(header("Enterprise-Code") == Provider.enterprise.uscc.value)
      let name = try #require(header("Enterprise-Name"))
      #expect(name.utf8.allSatisfy { Percent.isUnreserved($0) || $0 == UInt8(ascii: "%") })
      #expect(Percent.decodeText(name, plusIsSpace: false) == login.presentation.disclosed["entity_name"]?.string)
      #expect(header("Holder-Role") == "licence_manager")
      #expect(header("Holder-Name").flatMap { Percent.decodeText($0, plusIsSpace: false) }?.contains("*") == true)
      #expect(header("Actor")?.isEmpty == false)
      #expect(header("Acr") == Percent.encode("urn:tongzhao:acr:cross-device:1"))
      #expect(header("Auth-Time") == String(provider.now.seconds))
    }
  }

  @Test func `nobody is told to log in, by redirect only where a person opened an address`() async throws {
    try await Self.house { _, http in
      let login = HTTPField.Name("Tongzhao-Login")!
      let opened = try await http.get("/auth-request", Self.nginx())
      #expect(opened.status == .unauthorized)
      #expect(opened.headers[login] == "/tongzhao/login?return=%2Fcases%3Fid%3D7%26x%3D%25E5%2590%258D")
      // A browser asks for a password at a challenge that it knows.
      #expect(opened.headers[.wwwAuthenticate] == "Tongzhao-Door")
      let others: [HTTPFields] = [
        [.init("X-Original-Method")!: "POST"], [.init("X-Original-Method")!: "HEAD"],
        [.init("X-Requested-With")!: "XMLHttpRequest"], [.init("Sec-Fetch-Mode")!: "cors"],
        [.accept: "application/json"],
      ]
      for other in others {
        let refused = try await http.get("/auth-request", Self.nginx([:], other))
        #expect(refused.status == .unauthorized && refused.headers[login] == nil, "\(other)")
      }
    }
  }

  @Test func `whoever does not configure a door has none`() async throws {
    try await Self.house { provider, http in
      let (pass, _) = try await Self.enter(provider, http)
      let path = "/auth-request"
      // Nobody's nginx, another client's, a client without a door: 403, never a 401 that would be a redirect.
      #expect(try await http.get(path, [.cookie: "\(Self.pass)=\(pass[Self.pass] ?? "")"]).status == .forbidden)
      var wrong = Self.nginx(pass)
      wrong[.authorization] = HTTPFields.basic("old", "wrong")[.authorization]
      let refused = try await http.get(path, wrong)
      #expect(refused.status == .forbidden && refused.headers[.wwwAuthenticate] == nil)
      #expect(try await http.get(path, Self.nginx(pass, as: "portal")).status == .forbidden)
      #expect(try await http.get(path, Self.nginx(pass, at: "https://evil.example")).status == .forbidden)
      #expect(try await http.get(path, Self.nginx(pass, at: "https://old.example/")).status == .forbidden)
      #expect(try await http.get(path, Self.nginx(pass, at: "https://old.example.evil.com")).status == .forbidden)
      var twice = Self.nginx(pass)
      twice.append(HTTPField(name: .init("Tongzhao-Door-Host")!, value: "https://old.example:8443"))
      #expect(try await http.get(path, twice).status == .badRequest)
      var none = Self.nginx(pass)
      none[.init("Tongzhao-Door-Host")!] = nil
      #expect(try await http.get(path, none).status == .badRequest)
      for address in ["/door/login", "/door/callback", "/door/logout"] {
        #expect(try await http.get(address, Self.nginx(pass, as: "portal")).status == .forbidden)
      }
    }
  }

  @Test func `a pass opens its own host and client only, and cannot be made by others`() async throws {
    try await Self.house { provider, http in
      try await provider.save(
        try TestClients.client(
          "other", ["redirect_uris": ["https://other.example/tongzhao/callback"], "tongzhao_door": true]))
      let (pass, login) = try await Self.enter(provider, http)
      let text = pass[Self.pass] ?? ""
      #expect(try await http.get("/auth-request", Self.nginx(pass)).status == .ok)
      let elsewhere = Self.nginx([Self.pass: text, "__Host-tongzhao-door-8443": text], at: "https://old.example:8443")
      #expect(try await http.get("/auth-request", elsewhere).status == .unauthorized)
      let other = Self.nginx(pass, at: "https://other.example", as: "other")
      #expect(try await http.get("/auth-request", other).status == .unauthorized)
      // The grant's name is in every token's jti and opens nothing.
      var forgeries = [login.grant.value, "door.\(login.grant.value)", text + "A", String(text.dropLast()), ""]
      for place in stride(from: 0, to: text.count, by: 7) {
        var letters = Array(text)
        letters[place] = letters[place] == "A" ? "B" : "A"
        forgeries.append(String(letters))
      }
      for forgery in forgeries {
        #expect(try await http.get("/auth-request", Self.nginx([Self.pass: forgery])).status == .unauthorized)
      }
      // Of two cookies one was planted.
      var planted = Self.nginx(pass)
      planted[.cookie] = "\(Self.pass)=\(text); \(Self.pass)=\(text)"
      #expect(try await http.get("/auth-request", planted).status == .unauthorized)
    }
  }

  // MARK: Being shut

  enum Ending: CaseIterable { case notMe, logout, doorLogout, licence, client, lockdown, hours, block }

  @Test(arguments: Ending.allCases)
  func `whatever ends the login shuts the door at the next request`(ending: Ending) async throws {
    try await Self.house { provider, http in
      let (pass, login) = try await Self.enter(provider, http)
      func status() async throws -> HTTPResponse.Status {
        try await http.get("/auth-request", Self.nginx(pass)).status
      }
      #expect(try await status() == .ok)
      var expected = HTTPResponse.Status.unauthorized
      let emergencies = SQLEmergencyStore(provider.database)
      switch ending {
      case .notMe: try await provider.grants.revoke(presentation: login.presentation.id, at: provider.now)
      case .logout: try await provider.sessions.end(login.session, at: provider.now)
      case .doorLogout:
        let left = try await http.get("/door/logout", Self.nginx(pass))
        #expect(
          left.location
            == "https://login.example/end-session?client_id=old&post_logout_redirect_uri=https%3A%2F%2Fold.example%2F")
        #expect(left.headers[.setCookie]?.contains("Max-Age=0") == true)
      case .licence: provider.standing.set(.bad)
      case .client:
        try await provider.save(try Self.old(["tongzhao_suspended": true]))
        provider.clock.advance(by: 1)
        expected = .forbidden
      case .lockdown:
        try await emergencies.lock(Lockdown(level: .everything, cause: .security, reason: "r", since: provider.now))
        try await provider.emergencies.refresh()
        expected = .serviceUnavailable
      case .hours: provider.clock.advance(by: 36_001)
      case .block:
        let block = BlockedLicence(uscc: login.presentation.uscc, reason: "r", since: provider.now)
        _ = try await emergencies.block(block, at: provider.now)
        try await provider.emergencies.refresh()
      }
      #expect(try await status() == expected)
    }
  }

  @Test func `an unknown state of the licence lets nobody in and sends nobody to log in`() async throws {
    try await Self.house { provider, http in
      let (pass, _) = try await Self.enter(provider, http)
      provider.standing.set(.unknown)
      let answer = try await http.get("/auth-request", Self.nginx(pass))
      #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] != nil)
    }
  }

  @Test func `a login at the door lasts while the person works, without a refresh token`() async throws {
    try await Self.house { provider, http in
      let (pass, _) = try await Self.enter(provider, http)
      provider.clock.advance(by: 8 * 3_600)
      #expect(try await http.get("/auth-request", Self.nginx(pass)).status == .ok)
    }
  }

  // MARK: Logging in

  @Test func `a login begins with PKCE, at the registered address, for what is registered and does not outlive it`()
    async throws
  {
    try await Self.house { _, http in
      let begun = try await Self.begin(http)
      #expect(begun.asked.location.hasPrefix("https://login.example/authorize?"))
      #expect(begun.parameter("redirect_uri") == "https://old.example/tongzhao/callback")
      #expect(begun.parameter("code_challenge_method") == "S256")
      #expect(begun.parameter("scope") == "openid licence holder")
      #expect(begun.parameter("state").utf8.count < 2048)
      let cookie = try #require(begun.asked.headers[.setCookie])
      #expect(cookie.hasPrefix(Self.browser + "=") && cookie.hasSuffix("Path=/; Secure; HttpOnly; SameSite=Lax"))
      // Several tabs do not disturb each other.
      let second = try await Self.begin(http, begun.cookies)
      #expect(second.cookies == begun.cookies && second.parameter("state") != begun.parameter("state"))
      // Nothing of it can be read: it holds the verifier.
      let state = try #require(Base64URL.decode(begun.parameter("state")))
      #expect(!String(decoding: state, as: UTF8.self).contains("verifier"))
    }
  }

  @Test(arguments: [
    ("/a/b?c=d", "/a/b?c=d"), ("//evil.example/", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/"),
    ("/a\r\nSet-Cookie: x=y", "/"), ("/%0d%0aX:y", "/%0d%0aX:y"), ("evil", "/"), ("", "/"), ("/tongzhao/logout", "/"),
    ("/../a", "/"), ("/@evil.example", "/@evil.example"), ("/" + String(repeating: "a", count: 2000), "/"),
    ("/a#b", "/"), ("/名", "/"), ("/;/..", "/"),
  ])
  func `a login goes back to the same host, whatever is asked for`(asked: String, expected: String) async throws {
    try await Self.house { provider, http in
      let begun = try await Self.begin(http, returning: asked)
      let login = try await provider.login(
        "old", challenge: CodeChallenge(begun.parameter("code_challenge")))
      let back = try await http.get(Self.answer(begun, login), Self.nginx(begun.cookies))
      #expect(back.location == "https://old.example" + expected)
    }
  }

  enum Foul: CaseIterable {
    case otherBrowser, noCookie, otherHost, late, noState, foreignState, otherIssuer, noIssuer, error, noCode, usedCode
    case foreignCode, ownButOtherLogin, suspendedLicence
  }

  @Test(arguments: Foul.allCases)
  func `an answer that is not of this browser's login gives no pass`(foul: Foul) async throws {
    try await Self.house { provider, http in
      let begun = try await Self.begin(http)
      let challenge = CodeChallenge(begun.parameter("code_challenge"))
      let login = try await provider.login("old", challenge: challenge)
      var (path, headers) = (Self.answer(begun, login), Self.nginx(begun.cookies))
      switch foul {
      case .otherBrowser: headers = Self.nginx(try await Self.begin(http).cookies)
      case .noCookie: headers = Self.nginx()
      case .otherHost:
        let cookies = ["__Host-tongzhao-door-browser-8443": begun.cookies[Self.browser] ?? ""]
        headers = Self.nginx(cookies, at: "https://old.example:8443")
      case .late: provider.clock.advance(by: 1_801)
      case .noState: path = Self.answer(begun, login, changing: ["state": ""])
      case .foreignState:
        path = Self.answer(begun, login, changing: ["state": try await Self.begin(http).parameter("state")])
      case .otherIssuer: path = Self.answer(begun, login, changing: ["iss": "https://evil.example"])
      case .noIssuer: path = Self.answer(begun, login, changing: ["iss": ""])
      case .error: path = Self.answer(begun, login, changing: ["error": "access_denied"])
      case .noCode: path = Self.answer(begun, login, changing: ["code": ""])
      case .usedCode: _ = try await http.get(path, headers)
      case .foreignCode:
        path = Self.answer(begun, try await provider.login("portal", challenge: challenge))
      case .ownButOtherLogin: path = Self.answer(begun, try await provider.login("old"))
      case .suspendedLicence: provider.standing.set(.bad)
      }
      let refused = try await http.get(path, headers)
      #expect(refused.status == .forbidden, "\(foul)")
      #expect(refused.headers[.setCookie] == nil && refused.headers[.location] == nil)
      #expect(!refused.text.contains(login.code.revealed()))
    }
  }

  @Test func `a code that comes back a second time shuts what the first one opened`() async throws {
    try await Self.house { provider, http in
      let begun = try await Self.begin(http)
      let login = try await provider.login("old", challenge: CodeChallenge(begun.parameter("code_challenge")))
      let path = Self.answer(begun, login)
      let pass = Self.cookies(try await http.get(path, Self.nginx(begun.cookies)))
      #expect(try await http.get("/auth-request", Self.nginx(pass)).status == .ok)
      _ = try await http.get(path, Self.nginx(begun.cookies))
      #expect(try await http.get("/auth-request", Self.nginx(pass)).status == .unauthorized)
    }
  }

  // MARK: Being registered

  @Test func `a door is registered whole or not at all`() throws {
    #expect(try Self.old().hasDoor)
    #expect(try !TestClients.portal().hasDoor)
    let foul: [(JSONObject, String)] = [
      (["tongzhao_door": "yes"], "tongzhao_door"),
      (["token_endpoint_auth_method": "none"], "token_endpoint_auth_method"),
      (["redirect_uris": ["https://old.example/cb"]], "redirect_uris"),
      (
        ["redirect_uris": ["https://old.example/tongzhao/callback", "https://old.example/cb"]], "redirect_uris"
      ),
    ]
    for (changes, member) in foul {
      let rejection = #expect(throws: ClientMetadataRejection.self) { try Self.old(changes) }
      #expect(rejection?.member == member)
    }
  }
}
