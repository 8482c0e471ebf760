import IdentityProvider
import JOSE
import OAuth
import SQLStore
import Testing

@testable import TongzhaoServer

/// The tokens by which software may register itself, as operators make them.
@Suite struct InitialAccessTokenTests {
  private static func create(_ changes: JSONObject = [:]) throws -> CreateInitialAccessToken {
    try CreateInitialAccessToken(parameters: JSONObject([("purpose", "区县平台")]).merging(changes))
  }

  @Test func `a token is shown once, and only its digest is kept`() async throws {
    try await OperatorFixture.with { fixture in
      let zhang = fixture.desk(try await fixture.enrol("zhang", .security))
      let wang = fixture.desk(try await fixture.enrol("wang", .system))
      let command = try Self.create(["uses": 3, "scope": "openid licence", "redirect_hosts": ["county.example"]])
      let made = try await zhang.execute(command, at: fixture.clock.now)
      let secret = try #require(made.json["initial_access_token"]?.string)
      #expect(made.lines.contains { $0.contains(secret) })
      // Nobody registers here by software: whoever makes a token is told.
      #expect(made.warnings.contains { $0.contains("registration.policy is off") })
      let listed = try await wang.execute(ListInitialAccessTokens(), at: fixture.clock.now)
      #expect(listed.json.array?.count == 1 && !listed.json.text.contains(secret))
      #expect(listed.json.array?.first?["uses_left"] == 3)
      let digest = try #require(BearerSecret<InitialAccessTokenSecret>(presented: secret)).digest
      let store = SQLRegistrationStore(fixture.state.database)
      let terms = try await store.terms(of: digest, at: fixture.clock.now)
      #expect(terms == RegistrationTerms(scopes: [.openID, .licence], redirectHosts: ["county.example"]))

      let id = try #require(made.json["id"]?.string)
      _ = try await zhang.execute(RevokeInitialAccessToken(id), at: fixture.clock.now)
      #expect(try await store.terms(of: digest, at: fixture.clock.now) == nil)
      await #expect(throws: OperatorRefusal.unknownInitialAccessToken(id)) {
        try await zhang.execute(RevokeInitialAccessToken(id), at: fixture.clock.now)
      }
    }
  }

  @Test func `when nothing is said it is for one registration, a day, and openid`() throws {
    let command = try Self.create()
    #expect(command.uses == 1 && command.lifetime == 86_400)
    #expect(command.scopes == [.openID] && command.redirectHosts.isEmpty)
    let again = try CreateInitialAccessToken(parameters: command.parameters)
    #expect(again.parameters == command.parameters)
  }

  @Test(
    arguments: [
      ["uses": 0], ["uses": 1_001], ["lifetime": 59], ["lifetime": 7_776_001], ["scope": "open\"id"],
      ["scope": "openid holder.identity"], ["purpose": ""],
    ] as [JSONObject])
  func `a token is bounded, and never for the identity of persons`(changes: JSONObject) {
    #expect(throws: OperatorParameterMistake.self) { try Self.create(changes) }
  }
}
