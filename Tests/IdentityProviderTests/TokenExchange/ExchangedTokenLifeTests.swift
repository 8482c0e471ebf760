import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// What ends a login ends what was handed on of it (incidents 7, 13 and 14): seen where the next department asks, and
/// where somebody would exchange again.
@Suite struct ExchangedTokenLifeTests {
  /// The ways in which a login, or somebody's part in it, ends.
  enum Ending: String, CaseIterable, Sendable {
    case notMe, sessionEnded, grantRevoked, portalSuspended, departmentSuspended, licenceSuspended, licenceBlocked
    case portalRevokes

    func come(to login: Login, _ token: String, in house: ExchangeHouse) async throws {
      let (provider, now) = (house.provider, house.provider.now)
      switch self {
      case .notMe: try await provider.presentations.revoke(login.presentation.id, at: now)
      case .sessionEnded: try await provider.sessions.end(login.session, at: now)
      case .grantRevoked: try await provider.grants.revoke(login.grant, at: now)
      case .portalSuspended: try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      case .departmentSuspended:
        try await provider.save(try ExchangeHouse.department(["tongzhao_suspended": true]))
      case .licenceSuspended: provider.standing.set(.bad)
      case .licenceBlocked:
        let licence = BlockedLicence(uscc: login.presentation.uscc, reason: "r", since: now)
        _ = try await SQLEmergencyStore(provider.database).block(licence, at: now)
        try await provider.emergencies.refresh()
      case .portalRevokes:
        #expect(try await house.http.post("/revoke", [("token", token)], .basic("portal")).status == .ok)
      }
      provider.clock.advance(by: 1)
    }
  }

  @Test(arguments: Ending.allCases)
  func `whatever ends the login ends what was handed on, at once and at every hand`(ending: Ending) async throws {
    try await ExchangeHouse.run { house in
      let (login, token) = try await house.portalToken()
      let first = try await house.exchange(token).json.text("access_token")
      let second = try await house.exchange(first, for: ExchangeHouse.bank, by: "tax").json.text("access_token")
      #expect(try await house.http.isActive(first, for: "tax") == true)
      #expect(try await house.http.isActive(second, for: "bank") == true)
      try await ending.come(to: login, token, in: house)
      #expect(try await house.http.isActive(first, for: "tax") == false)
      #expect(try await house.http.isActive(second, for: "bank") == false)
      let again = try await house.exchange(first, for: ExchangeHouse.bank, by: "tax")
      #expect(again.status == .badRequest)
      #expect(again.refusal == "invalid_request")
      if ending != .departmentSuspended {
        #expect(try await house.exchange(token).refusal == "invalid_request")
      } else {
        #expect(try await house.exchange(token).refusal == "invalid_client")
      }
    }
  }

  @Test func `while nobody knows how the licence stands, nothing is handed on and nothing is taken away`() async throws
  {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      house.provider.standing.set(.unknown)
      let answer = try await house.exchange(token)
      #expect(answer.status == .serviceUnavailable)
      #expect(answer.refusal == "temporarily_unavailable")
      house.provider.standing.set(.good)
      #expect(try await house.exchange(token).status == .ok)
    }
  }

  @Test func `a department gives back its own token, and the login lives on`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      let (mine, other) = (
        try await house.exchange(token).json.text("access_token"),
        try await house.exchange(token).json.text("access_token")
      )
      #expect(try await house.http.post("/revoke", [("token", mine)], .basic("tax")).refusal == "invalid_grant")
      #expect(try await house.http.isActive(mine, for: "tax") == true)
      #expect(try await house.http.post("/revoke", [("token", mine)], .basic("department")).status == .ok)
      #expect(try await house.http.isActive(mine, for: "tax") == false)
      #expect(try await house.exchange(mine, for: ExchangeHouse.bank, by: "tax").refusal == "invalid_request")
      #expect(try await house.http.isActive(other, for: "tax") == true)
      #expect(try await house.http.isActive(token) == true)
    }
  }

  @Test func `a token that was handed on opens no UserInfo`() async throws {
    try await ExchangeHouse.run { house in
      let (_, token) = try await house.portalToken()
      let handed = try await house.exchange(token).json.text("access_token")
      #expect(try await house.http.get("/userinfo", .bearer(handed)).status == .unauthorized)
    }
  }

  @Test func `of a hundred exchanges in a race with a revocation none fails on our side, and none lives on`()
    async throws
  {
    try await ExchangeHouse.run { house in
      let (login, token) = try await house.portalToken()
      let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
        for number in 0..<100 {
          group.addTask {
            if number == 50 { try await house.provider.grants.revoke(login.grant, at: house.provider.now) }
            return try await house.exchange(token)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for answer in answers {
        #expect([.ok, .badRequest].contains(answer.status))
        guard answer.status == .ok else { continue }
        #expect(try await house.http.isActive(answer.json.text("access_token"), for: "tax") == false)
      }
      #expect(try await house.exchange(token).refusal == "invalid_request")
    }
  }
}
