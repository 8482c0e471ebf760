extension OperatorCommands {
  /// What auditors do with a server's log. `audit verify` and `audit check-receipt` are not among them: they work on a
  /// copy, away from the server and without its keys.
  static let audit: [any OperatorCommand.Type] = [
    TailAuditLog.self, FollowAuditLog.self, SearchAuditLog.self, ExportAuditLog.self, SignCheckpoint.self,
    ShowAuditKeys.self, ProveLeaf.self, EraseAuditDetails.self,
  ]
}
