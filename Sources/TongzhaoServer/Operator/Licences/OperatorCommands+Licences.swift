extension OperatorCommands {
  /// What registrars do with the register of licences.
  static let licences: [any OperatorCommand.Type] = [
    ImportLicences.self, ShowLicence.self, ListLicences.self, SearchLicences.self, MoveLicence.self,
    ChangeLicence.self, WithdrawLicence.self, OfferLicence.self,
  ]
}
