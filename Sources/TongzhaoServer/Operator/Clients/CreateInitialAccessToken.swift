import IdentityProvider
package import JOSE
package import OAuth
import SQLStore

/// Makes a token by which software may register itself (RFC 7591 §1.2): so often, so long, and within these terms. It
/// approves in advance what registers with it, so it is made by who approves.
package struct CreateInitialAccessToken: OperatorCommand {
  package static let name = "clients.create-initial-access-token"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// For whom and for what.
  package let purpose: String
  /// How often it may be used.
  package let uses: Int
  /// Seconds that it lives.
  package let lifetime: Int
  /// The most that what registers with it may ask for.
  package let scopes: ScopeSet
  /// The only hosts that codes may go to; any when there are none.
  package let redirectHosts: [String]

  package init(purpose: String, uses: Int, lifetime: Int, scopes: ScopeSet, redirectHosts: [String]) {
    self.purpose = purpose
    self.uses = uses
    self.lifetime = lifetime
    self.scopes = scopes
    self.redirectHosts = redirectHosts
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    purpose = try parameters.text("purpose")
    uses = try parameters.number("uses", default: 1, in: Self.uses)
    lifetime = try parameters.number("lifetime", default: 86_400, in: Self.lifetimes)
    scopes =
      try parameters.optionalParsed("scope", "scopes, divided by spaces") { ScopeSet(parsing: $0) } ?? [.openID]
    redirectHosts = try parameters.texts("redirect_hosts")
    try parameters.finish()
    // What leaves this server of a person is approved for one client, on a legal basis.
    if scopes.contains(.holderIdentity) {
      throw OperatorParameterMistake.notAllowed("scope", reason: "must be without holder.identity")
    }
  }

  /// How often a token may be usable, and how long.
  package static let uses = 1...1_000
  package static let lifetimes = 60...90 * 86_400

  package var parameters: JSONObject {
    [
      "purpose": .string(purpose), "uses": .integer(Int64(uses)), "lifetime": .integer(Int64(lifetime)),
      "scope": .string(scopes.text), "redirect_hosts": .array(redirectHosts.map { .string($0) }),
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let access = try desk.identityProvider.registration.access
    let secret = BearerSecret<InitialAccessTokenSecret>()
    let token = StoredInitialAccessToken(
      id: Base64URL.name(Random.bytes(6)), purpose: purpose,
      terms: RegistrationTerms(scopes: scopes, redirectHosts: redirectHosts), usesLeft: uses, createdAt: now,
      expiresAt: now + lifetime)
    let action = OperatorAction(
      .createInitialAccessToken, token.id, reason: desk.reason, details: ["terms": token.terms.json])
    try await desk.state.carryOut(action, at: now) {
      try await SQLRegistrationStore(desk.state.database).create(token, digest: secret.digest)
    }
    var json = token.json
    json["initial_access_token"] = .string(secret.revealed())
    return OperatorAnswer(
      json: .object(json), lines: ["Initial access token (shown once): \(secret.revealed())"] + token.lines,
      warnings: access == .off ? ["! registration.policy is off: this server registers nobody."] : [])
  }
}

extension StoredInitialAccessToken {
  /// For programs.
  var json: JSONObject {
    [
      "id": .string(id), "purpose": .string(purpose), "uses_left": .integer(Int64(usesLeft)),
      "created_at": .date(createdAt), "expires_at": .date(expiresAt), "terms": terms.json,
    ]
  }

  /// For a person at a terminal.
  var lines: [String] {
    let hosts = terms.redirectHosts.isEmpty ? "any host" : terms.redirectHosts.joined(separator: ", ")
    return [
      "\(id)  \(purpose)",
      "    \(usesLeft) uses until \(expiresAt.text); scope \(terms.scopes.text); codes to \(hosts)",
    ]
  }
}
