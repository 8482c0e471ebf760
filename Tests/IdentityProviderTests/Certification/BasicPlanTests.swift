import OAuth
import Testing

/// The Basic OP's modules from the first request to the last token, as the certifiers' suite runs them, and the same once
/// more for the Form Post OP.
@Suite struct BasicPlanTests {
  @Test(arguments: BasicModule.allCases)
  func `oidcc-basic-certification-test-plan: each module is answered by a redirect`(module: BasicModule) async throws {
    try await module.play(answeredBy: .query)
  }

  @Test(arguments: BasicModule.allCases)
  func `oidcc-formpost-basic-certification-test-plan: each module is answered by a form, refusals too`(
    module: BasicModule
  ) async throws {
    try await module.play(answeredBy: .formPost)
  }

  // Those of them that no room has a test of its own for.

  @Test func `oidcc-server: a login goes from the request to UserInfo, and the ID token says what it must and no more`()
    async throws
  { try await BasicModule.server.play(answeredBy: .query) }

  @Test func `oidcc-idtoken-unsigned: alg none is offered nowhere, and nobody can register it`() async throws {
    try await BasicModule.idTokenUnsigned.play(answeredBy: .query)
  }

  @Test func `oidcc-alternate-happy-flow: scopes and parameters may come in any order`() async throws {
    try await BasicModule.alternateHappyFlow.play(answeredBy: .query)
  }

  @Test func `oidcc-codereuse-30seconds: a code that comes again half a minute later ends what it gave`() async throws {
    try await BasicModule.codeReuseAfterHalfAMinute.play(answeredBy: .query)
  }

  @Test(arguments: [BasicModule.scopeProfile, .scopeAddress])
  func `oidcc-scope-profile and oidcc-scope-address: each gives its claims, in the types of the standard`(
    module: BasicModule
  ) async throws {
    try await module.play(answeredBy: .query)
  }

  @Test(arguments: [BasicModule.scopeEmail, .scopePhone, .scopeAll])
  func `scopes that discovery does not name are left out of the login, and the answer says so`(
    module: BasicModule
  ) async throws {
    try await module.play(answeredBy: .query)
  }
}
