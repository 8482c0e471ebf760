extension OperatorCommands {
  /// What operators do with portals, departments and other clients.
  static let clients: [any OperatorCommand.Type] = [
    ListClients.self, ShowClient.self, SuspendClient.self, ResumeClient.self,
  ]
}
