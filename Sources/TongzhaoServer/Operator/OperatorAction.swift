package import JOSE

/// Something that an operator does and that is remembered: what, to what, why, and by whom.
package struct OperatorAction: Sendable, Hashable {
  /// What an operator can do that changes something.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case generateKey = "keys.generate"
    case rotateKey = "keys.rotate"
    case promoteKey = "keys.promote"
    case retireKey = "keys.retire"
    case revokeKey = "keys.revoke"
    case addClient = "clients.add"
    case editClient = "clients.edit"
    case suspendClient = "clients.suspend"
    case resumeClient = "clients.resume"
    case rotateClientSecret = "clients.rotate-secret"
    case deleteClient = "clients.delete"
    case addTrust = "trust.add"
    case suspendTrust = "trust.suspend"
    case resumeTrust = "trust.resume"
    case removeTrust = "trust.remove"
  }

  package let kind: Kind
  /// The key, client or issuer.
  package let subject: String
  /// Why; always there for what is dangerous.
  package let reason: String?
  /// What else belongs to it. Never a secret.
  package let details: JSONObject

  package init(_ kind: Kind, _ subject: String, reason: String? = nil, details: JSONObject = [:]) {
    self.kind = kind
    self.subject = subject
    self.reason = reason
    self.details = details
  }
}

/// Somebody who remembers what operators do.
package protocol OperatorJournal: Sendable {
  /// Notes an action that was carried out (`failure` nil) or that failed.
  func note(_ action: OperatorAction, failure: String?, at now: NumericDate) async throws
}

extension ServerState {
  /// Carries out an action and has it remembered, whatever comes of it. The one door for everything that an operator
  /// changes.
  package func carryOut<T: Sendable>(
    _ action: OperatorAction, at now: NumericDate, _ work: () async throws -> T
  ) async throws -> T {
    let result: T
    do {
      result = try await work()
    } catch {
      try await journal?.note(action, failure: "\(error)", at: now)
      throw error
    }
    try await journal?.note(action, failure: nil, at: now)
    return result
  }
}
