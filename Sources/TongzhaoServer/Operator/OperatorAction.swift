package import JOSE

/// Something that an operator does and that is remembered: what, to what, why, and by whom.
package struct OperatorAction: Sendable, Hashable {
  /// What is done, by the name of the command that does it. Each area adds its own.
  package struct Kind: RawRepresentable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let generateKey = Kind(rawValue: "keys.generate")
    package static let rotateKey = Kind(rawValue: "keys.rotate")
    package static let promoteKey = Kind(rawValue: "keys.promote")
    package static let retireKey = Kind(rawValue: "keys.retire")
    package static let revokeKey = Kind(rawValue: "keys.revoke")
    package static let addClient = Kind(rawValue: "clients.add")
    package static let editClient = Kind(rawValue: "clients.edit")
    package static let suspendClient = Kind(rawValue: "clients.suspend")
    package static let resumeClient = Kind(rawValue: "clients.resume")
    package static let rotateClientSecret = Kind(rawValue: "clients.rotate-secret")
    package static let deleteClient = Kind(rawValue: "clients.delete")
    package static let createInitialAccessToken = Kind(rawValue: CreateInitialAccessToken.name)
    package static let revokeInitialAccessToken = Kind(rawValue: RevokeInitialAccessToken.name)
    package static let addTrust = Kind(rawValue: "trust.add")
    package static let suspendTrust = Kind(rawValue: "trust.suspend")
    package static let resumeTrust = Kind(rawValue: "trust.resume")
    package static let removeTrust = Kind(rawValue: "trust.remove")
  }

  package let kind: Kind
  /// The key, client or issuer.
  package let subject: String
  /// Why; always there for what is dangerous.
  package let reason: String?
  /// What else belongs to it. Never a secret.
  package let details: JSONObject
  /// What may have to be forgotten one day, as a name that was looked for; sealed beside the event.
  package let personal: JSONObject

  package init(
    _ kind: Kind, _ subject: String, reason: String? = nil, details: JSONObject = [:], personal: JSONObject = [:]
  ) {
    self.kind = kind
    self.subject = subject
    self.reason = reason
    self.details = details
    self.personal = personal
  }

  /// The same, with this reason where it has none of its own.
  func explained(by reason: String?) -> OperatorAction {
    guard self.reason == nil, let reason else { return self }
    return OperatorAction(kind, subject, reason: reason, details: details, personal: personal)
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
