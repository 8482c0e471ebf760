extension ClientDocument {
  /// On what it stands that nobody is asked within a session: a decision, with who made it. Who registered it, and when,
  /// is in the audit log.
  func approvalPolicy(isSkipped: Bool) throws(ClientMetadataRejection) -> String? {
    let member = "tongzhao_approval_policy"
    guard let policy = try string(member) else { return nil }
    guard isSkipped else { throw .init(member, .inconsistent) }
    return policy
  }
}
