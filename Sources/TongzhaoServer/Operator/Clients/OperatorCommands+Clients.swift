extension OperatorCommands {
  /// What operators do with portals, departments and other clients.
  static let clients: [any OperatorCommand.Type] = [
    ListClients.self, ShowClient.self, AddClient.self, EditClient.self, SuspendClient.self, ResumeClient.self,
    RotateClientSecret.self, DeleteClient.self, ApplyForClient.self, ListApplications.self, ShowApplication.self,
    ApproveApplication.self, RejectApplication.self, CreateInitialAccessToken.self, ListInitialAccessTokens.self,
    RevokeInitialAccessToken.self,
  ]
}
