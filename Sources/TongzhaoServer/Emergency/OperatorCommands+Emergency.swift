extension OperatorCommands {
  /// What operators do when something is wrong.
  static let emergency: [any OperatorCommand.Type] = [
    RevokeLicence.self, RevokeClient.self, RevokeIssuer.self, EndSessions.self, LockDown.self, LiftEmergency.self,
    ShowEmergency.self,
  ]
}
