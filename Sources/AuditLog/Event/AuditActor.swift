/// Who did it.
package struct AuditActor: Sendable, Hashable {
  /// In which role.
  package enum Role: String, Sendable, CaseIterable {
    case holder, client, `operator`, server, anonymous
  }

  package let role: Role
  /// A client's identifier or an operator's account. A holder's is a keyed pseudonym, never a name or a number.
  package let name: String?

  private init(_ role: Role, _ name: String?) {
    self.role = role
    self.name = name
  }

  /// What is kept in a leaf.
  init(stored role: Role, name: String?) { self.init(role, name) }

  package static func holder(_ pseudonym: String?) -> AuditActor { AuditActor(.holder, pseudonym) }
  package static func client(_ identifier: String) -> AuditActor { AuditActor(.client, identifier) }
  package static func `operator`(_ account: String) -> AuditActor { AuditActor(.operator, account) }
  /// The schedule, and other things that nobody asked for at that moment.
  package static let server = AuditActor(.server, nil)
  /// Nobody that could be authenticated.
  package static let anonymous = AuditActor(.anonymous, nil)
}
