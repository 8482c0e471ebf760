import ELicence
import LicenceIssuer

extension OperatorDesk {
  /// The registrar of the licence issuer that is asked.
  var registrar: Registrar { get throws { LicenceIssuerProcess.registrar(try licenceIssuer, state) } }
}

extension OperatorParameters {
  /// A credit code; small letters and full-width characters are taken for what they mean.
  mutating func creditCode(_ name: String) throws(OperatorParameterMistake) -> CreditCode {
    try parsed(name, "a unified social credit code", CreditCode.init(typed:))
  }
}

extension CreditCode {
  /// As typed: small letters and full-width characters are taken for what they mean.
  package init?(typed text: String) {
    do { self = try CreditCode(CreditCode.normalised(text)) } catch { return nil }
  }
}
