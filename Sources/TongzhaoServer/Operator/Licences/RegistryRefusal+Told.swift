package import LicenceIssuer

extension RegistryRefusal: OperatorFault {
  package var isRefusal: Bool { false }
  package var lines: [String] { ["\(chinese) / \(english)"] }
}

extension OfferRefusal: OperatorFault {
  package var isRefusal: Bool { false }
  package var lines: [String] { ["\(chinese) / \(english)"] }
}
