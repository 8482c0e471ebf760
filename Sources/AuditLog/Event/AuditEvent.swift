package import JOSE

/// One thing to be recorded. Persons appear only as keyed pseudonyms or inside `personal`.
package struct AuditEvent: Sendable, Hashable {
  package let action: AuditAction
  package let outcome: AuditOutcome
  package let actor: AuditActor
  /// The client concerned.
  package let client: String?
  /// The credit code concerned: a fact of the public register.
  package let licence: String?
  /// What was acted upon: an order, a grant, a session, a key, a command.
  package let object: String?
  /// Why, or which refusal.
  package let reason: String?
  /// What may have to be forgotten one day; sealed beside the leaf.
  package let personal: JSONObject
  package let at: NumericDate

  package init(
    _ action: AuditAction, _ outcome: AuditOutcome = .done, by actor: AuditActor, client: String? = nil,
    licence: String? = nil, object: String? = nil, reason: String? = nil, personal: JSONObject = [:],
    at now: NumericDate
  ) {
    self.action = action
    self.outcome = outcome
    self.actor = actor
    self.client = client
    self.licence = licence
    self.object = object
    self.reason = reason.map { String($0.prefix(Self.longestReason)) }
    self.personal = personal
    self.at = now
  }

  /// Reasons may repeat what somebody typed; so many characters are enough.
  static let longestReason = 500
}
