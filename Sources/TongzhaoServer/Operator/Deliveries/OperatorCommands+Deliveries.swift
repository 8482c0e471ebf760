extension OperatorCommands {
  /// What operators do with what clients are to be told.
  static let deliveries: [any OperatorCommand.Type] = [
    ListDeliveries.self, ShowDelivery.self, RetryDeliveries.self, DropDeliveries.self,
  ]
}
