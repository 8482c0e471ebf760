package import JOSE

/// Believes the licences under a region's root certificate.
package struct AddTrust: OperatorCommand {
  package static let name = "trust.add"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The root certificate in PEM.
  package let certificate: String
  package let region: String
  package let authority: String
  package let issuers: [String]
  package let types: [String]
  /// For how long and how far it is believed: members of a trust list's entry, see `TrustTerms`.
  package let terms: JSONObject

  package init(
    certificate: String, region: String, authority: String, issuers: [String], types: [String], terms: JSONObject = [:]
  ) {
    self.certificate = certificate
    self.region = region
    self.authority = authority
    self.issuers = issuers
    self.types = types
    self.terms = terms
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    certificate = try parameters.text("certificate")
    region = try parameters.text("region")
    authority = try parameters.text("name")
    issuers = try parameters.texts("issuers")
    types = try parameters.texts("types")
    terms = try parameters.optionalObject("terms") ?? [:]
    try parameters.finish()
  }

  package var parameters: JSONObject {
    [
      "certificate": .string(certificate), "region": .string(region), "name": .string(authority),
      "issuers": .array(issuers.map(JSON.string)), "types": .array(types.map(JSON.string)), "terms": .object(terms),
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.trust(at: now).add(
      region: region, name: authority, pem: certificate, types: types, issuers: issuers, terms: terms,
      reason: desk.reason, at: now
    ).answer
  }
}
