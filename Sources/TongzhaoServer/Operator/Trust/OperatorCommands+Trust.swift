extension OperatorCommands {
  /// What operators do with the trust list.
  static let trust: [any OperatorCommand.Type] = [
    AddTrust.self, EditTrust.self, ListTrust.self, ShowTrust.self, SuspendTrust.self, ResumeTrust.self,
    RemoveTrust.self,
  ]
}
