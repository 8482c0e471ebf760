extension OperatorCommands {
  /// What is done with operators themselves.
  static let operators: [any OperatorCommand.Type] = [
    EnrolOperator.self, ListOperators.self, ShowOperator.self, SuspendOperator.self, ResumeOperator.self,
    RemoveOperator.self, ResetSecondFactor.self, WhoAmI.self,
  ]
}
