/// That a client may learn the name and the identity document of who acts (the scope `holder.identity`): what its
/// registration must say for that. It comes from the registration only.
package struct IdentityRelease: Sendable, Hashable {
  /// Who approved it, and under which reference; on record for whoever audits.
  package let approval: String
  /// The law, or the person's consent, that it rests on.
  package let legalBasis: String

  init(approval: String, legalBasis: String) {
    self.approval = approval
    self.legalBasis = legalBasis
  }
}
