/// Whose duty a command is: the roles that may ask it.
package struct OperatorDuty: Sendable, Hashable {
  package let roles: Set<OperatorRole>

  private init(_ roles: Set<OperatorRole>) { self.roles = roles }

  package static let system = OperatorDuty([.system])
  package static let security = OperatorDuty([.security])
  package static let audit = OperatorDuty([.audit])
  package static let registrar = OperatorDuty([.registrar])
  /// What both work with; mostly looking.
  package static let systemOrSecurity = OperatorDuty([.system, .security])
  /// What tells an operator about the operator alone.
  package static let everybody = OperatorDuty(Set(OperatorRole.allCases))

  /// Whether this role may ask it.
  package func includes(_ role: OperatorRole) -> Bool { roles.contains(role) }
}
