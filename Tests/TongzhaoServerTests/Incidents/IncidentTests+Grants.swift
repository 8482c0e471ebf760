import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

extension IncidentTests {
  /// At which level something is taken back.
  enum Level: CaseIterable { case client, licence, blockedLicence, session, notMe, grant, lockdown }

  /// Clients that get a refresh token, by how they prove themselves.
  static let clients = ["portal", "app", "signer"]

  static func takeBack(_ level: Level, _ login: PlantedLogin, _ house: IncidentHouse) async throws {
    let database = house.state.database
    switch level {
    case .client:
      let store = SQLClientStore(database)
      let id = try #require(ClientID(login.client))
      let document = try #require(try await store.client(id)).document
      var members = try #require(document.object)
      members["tongzhao_suspended"] = true
      try await store.save(try Client(document: .object(members)), secret: nil, at: house.now)
      house.hand.advance(by: 1)
    case .licence: house.hand.set(.suspended)
    case .blockedLicence:
      let block = BlockedLicence(uscc: TestLicence.company.uscc.value, reason: "r", since: house.now)
      _ = try await SQLEmergencyStore(database).block(block, at: house.now)
      try await house.emergencies.refresh()
    case .session: _ = try await SQLSessionStore(database).end(login.session, at: house.now)
    case .notMe: try await SQLGrantStore(database).revoke(presentation: login.presentation, at: house.now)
    case .grant: try await SQLGrantStore(database).revoke(login.grant, at: house.now)
    case .lockdown:
      try await SQLEmergencyStore(database).lock(
        Lockdown(level: .everything, cause: .security, reason: "r", since: house.now))
      try await house.emergencies.refresh()
    }
  }

  @Test(arguments: Level.allCases, clients)
  func `incident 7: what is taken back at any level is dead at every endpoint and for every grant`(
    level: Level, client: String
  ) async throws {
    try await IncidentHouse.run { house in
      // `offline_access` outlives the session, so a session takes a login without it.
      let scope = level == .session ? "openid licence" : "openid licence offline_access"
      let login = try await house.login(client, scope: scope)
      let waiting = try await house.login(client, scope: scope)
      let tokens = try await house.redeem(login).json
      let access = try #require(tokens["access_token"]?.string)
      let refresh = try #require(tokens["refresh_token"]?.string)
      let bearer: HTTPFields = [.authorization: "Bearer \(access)"]
      #expect(try await house.get("/userinfo", bearer).status == .ok)
      try await Self.takeBack(level, login, house)
      #expect(try await house.get("/userinfo", bearer).status.code >= 400)
      for token in [access, refresh] { #expect(try await house.isActive(token) == false) }
      #expect(try await house.refresh(refresh, by: client).json["access_token"] == nil)
      // A code that was waiting, unless only the other login is meant.
      switch level {
      case .session, .notMe, .grant: break
      case .client, .licence, .blockedLicence, .lockdown:
        #expect(try await house.redeem(waiting).json["access_token"] == nil)
      }
    }
  }

  @Test func `incident 8: of a hundred refreshes at once there is one successor, and none after logout`() async throws {
    try await IncidentHouse.run { house in
      let login = try await house.login("app")
      let first = try #require(try await house.redeem(login).json["refresh_token"]?.string)
      let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
        for _ in 0..<100 { group.addTask { try await house.refresh(first, by: "app") } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == .ok || $0.status == .badRequest })
      let successors = Set(answers.compactMap { $0.json["refresh_token"]?.string })
      #expect(successors.count == 1)
      let successor = try #require(successors.first)
      #expect(try await house.refresh(successor, by: "app").status == .ok)
      // The first again: two hold it now, so both are out.
      house.hand.advance(by: 30)
      #expect(try await house.refresh(first, by: "app").refusal == "invalid_grant")
      #expect(try await house.refresh(successor, by: "app").refusal == "invalid_grant")
      for client in Self.clients {
        let login = try await house.login(client, scope: "openid licence")
        let token = try #require(try await house.redeem(login).json["refresh_token"]?.string)
        _ = try await SQLSessionStore(house.state.database).end(login.session, at: house.now)
        #expect(try await house.refresh(token, by: client).refusal == "invalid_grant")
      }
    }
  }

  @Test func `incident 12: PKCE cannot be left out, weakened or bargained away, by any client`() async throws {
    try await IncidentHouse.run { house in
      for client in Self.clients {
        for changes: [String: String?] in [
          ["code_challenge": nil], ["code_challenge": ""], ["code_challenge_method": "plain"],
          ["code_challenge_method": nil], ["code_challenge_method": "none"], ["code_challenge_method": "s256"],
          ["code_challenge": "short"], ["code_challenge": nil, "code_challenge_method": nil],
        ] {
          let answer = try await house.authorize(changes, client: client)
          #expect(answer.location.hasPrefix("https://\(client).example/cb?error=invalid_request"), "\(changes)")
        }
        for verifier in [nil, "", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong", "short"] {
          let login = try await house.login(client)
          var form = login.form.filter { $0.0 != "code_verifier" }
          if let verifier { form.append(("code_verifier", verifier)) }
          let answer = try await house.call("/token", form, by: client)
          #expect(answer.status == .badRequest && answer.json["access_token"] == nil, "\(client) \(verifier ?? "nil")")
        }
      }
    }
  }

  @Test(arguments: clients)
  func `incident 14: an enterprise that is out of business gets nothing by any grant`(client: String) async throws {
    try await IncidentHouse.run { house in
      let held = try #require(try await house.redeem(try await house.login(client)).json["refresh_token"]?.string)
      let waiting = try await house.login(client)
      let session: HTTPFields = [.cookie: "__Host-tongzhao-session-443=\(waiting.cookie.revealed())"]
      let silent = try await house.authorize(["prompt": "none", "scope": "openid licence"], client: client, session)
      #expect(silent.location.contains("code="))
      for status in [CredentialStatus.suspended, .invalid] {
        house.hand.set(status)
        #expect(try await house.refresh(held, by: client).json["access_token"] == nil)
        #expect(try await house.redeem(waiting).json["access_token"] == nil)
        let asked = try await house.authorize(["prompt": "none"], client: client, session)
        #expect(asked.location.contains("error=login_required"))
      }
    }
  }

  @Test func `incident 19: a code or refresh token of one client is worth nothing to another, and dies`() async throws {
    try await IncidentHouse.run { house in
      for (owner, thief) in [("portal", "other"), ("app", "portal"), ("portal", "app"), ("signer", "other")] {
        let stolen = try await house.login(owner)
        #expect(try await house.call("/token", stolen.form, by: thief).refusal == "invalid_grant")
        #expect(try await house.redeem(stolen).refusal == "invalid_grant")
        let held = try await house.redeem(try await house.login(owner)).json
        let token = try #require(held["refresh_token"]?.string)
        #expect(try await house.refresh(token, by: thief).refusal == "invalid_grant")
        #expect(try await house.refresh(token, by: owner).refusal == "invalid_grant")
        #expect(try await house.isActive(held["access_token"]?.string ?? "") == false)
      }
    }
  }
}
