extension OperatorCommands {
  /// What keeps a serving system whole.
  static let care: [any OperatorCommand.Type] = [MakeBackup.self, ExamineServer.self, ExplainRefusal.self]
}
