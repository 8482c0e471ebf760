import ELicence
package import IdentityProvider
package import JOSE
package import OAuth
import SQLStore

/// What an operator stops at once. Every serving process follows within a second; nothing is asked of them.
package struct EmergencyOperations: Sendable {
  private let state: ServerState
  private let store: any EmergencyStore

  package init(_ state: ServerState) {
    self.state = state
    store = SQLEmergencyStore(state.database, audit: state.audit)
  }

  /// Everything that is stopped.
  package func standing() async throws -> EmergencyState { try await store.state() }

  /// What hangs on a scope, with the access tokens that nobody can take back.
  package func consequences(of scope: EmergencyScope, at now: NumericDate) async throws -> EmergencyConsequences {
    EmergencyConsequences(
      try await store.reach(of: scope, at: now), longestTokenLife: try await longestTokenLife(scope), at: now)
  }

  /// Blocks a licence and ends its logins.
  package func block(_ uscc: String, reason: String, at now: NumericDate) async throws -> EmergencyConsequences {
    let action = OperatorAction(.revokeLicence, uscc, reason: reason)
    return try await state.carryOut(action, at: now) {
      let ended = try await store.block(BlockedLicence(uscc: uscc, reason: reason, since: now), at: now)
      return EmergencyConsequences(
        ended, longestTokenLife: try await longestTokenLife(.licence(uscc)), at: now)
    }
  }

  /// Takes a client out of service and ends what it was given.
  package func revoke(_ client: ClientID, reason: String?, at now: NumericDate) async throws -> EmergencyConsequences {
    try await state.carryOut(OperatorAction(.revokeClient, client.value, reason: reason), at: now) {
      guard let ended = try await store.revoke(client, at: now) else {
        throw OperatorRefusal.unknownClient(client.value)
      }
      return EmergencyConsequences(ended, longestTokenLife: try await longestTokenLife(.client(client)), at: now)
    }
  }

  /// Accepts no more licences of an issuer and ends the logins of its region.
  package func revoke(_ issuer: TrustEntry, reason: String?, at now: NumericDate) async throws -> EmergencyConsequences
  {
    let region = issuer.anchor.region
    let action = OperatorAction(.revokeIssuer, issuer.name, reason: reason, details: ["region": .string(region)])
    return try await state.carryOut(action, at: now) {
      EmergencyConsequences(
        try await store.revoke(issuer, at: now), longestTokenLife: try await longestTokenLife(.region(region)), at: now)
    }
  }

  /// Ends the sessions and grants of a scope.
  package func end(
    _ scope: EmergencyScope, subject: String, reason: String?, at now: NumericDate
  ) async throws -> EmergencyConsequences {
    try await state.carryOut(OperatorAction(.endSessions, subject, reason: reason), at: now) {
      EmergencyConsequences(
        try await store.end(scope, at: now), longestTokenLife: try await longestTokenLife(scope), at: now)
    }
  }

  /// Begins a lockdown, or changes the one in force.
  package func lock(_ lockdown: Lockdown, at now: NumericDate) async throws {
    let action = OperatorAction(
      .lockdown, lockdown.level.rawValue, reason: lockdown.reason, details: ["cause": .string(lockdown.cause.rawValue)])
    try await state.carryOut(action, at: now) { try await store.lock(lockdown) }
  }

  /// Ends the lockdown.
  package func unlock(reason: String?, at now: NumericDate) async throws {
    try await state.carryOut(OperatorAction(.lift, "lockdown", reason: reason), at: now) {
      guard try await store.unlock() else { throw EmergencyRefusal.notLockedDown }
    }
  }

  /// Takes the block of a licence back.
  package func unblock(_ uscc: String, reason: String?, at now: NumericDate) async throws {
    try await state.carryOut(OperatorAction(.lift, uscc, reason: reason), at: now) {
      guard try await store.unblock(uscc) else { throw EmergencyRefusal.notBlocked(uscc) }
    }
  }

  /// For how long what was signed before may still be believed by who validates it alone.
  private func longestTokenLife(_ scope: EmergencyScope) async throws -> Int {
    let clients = try await ClientOperations(state).list()
    let concerned =
      if case .client(let id) = scope { clients.filter { $0.id == id } } else { clients }
    return concerned.map(\.accessTokenLifetime).max() ?? 0
  }
}

extension OperatorAction.Kind {
  static let revokeLicence = Self(rawValue: RevokeLicence.name)
  static let revokeClient = Self(rawValue: RevokeClient.name)
  static let revokeIssuer = Self(rawValue: RevokeIssuer.name)
  static let endSessions = Self(rawValue: EndSessions.name)
  static let lockdown = Self(rawValue: LockDown.name)
  static let lift = Self(rawValue: LiftEmergency.name)
}
