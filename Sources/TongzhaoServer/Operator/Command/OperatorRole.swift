/// What an operator is entrusted with. Nobody holds two (GB/T 22239-2019 8.1.4.2: least privilege, the rights of the
/// administering accounts kept apart).
package enum OperatorRole: String, Sendable, Hashable, CaseIterable {
  /// Keys, settings, clients, backup.
  case system
  /// Approvals, trust, emergencies, operators.
  case security
  /// Reading and proving the log, and nothing else.
  case audit
  /// The register of licences.
  case registrar
}
