extension OperatorCommands {
  /// How much the server is used.
  static let usage: [any OperatorCommand.Type] = [ReportUsage.self, ReportExactUsage.self]
}
