package import ELicence

/// What a verifier asked of the wallet.
package struct TestRequest: Sendable {
  /// The verifier's whole `client_id`.
  package var audience: String
  package var nonce: String
  /// The claims to disclose.
  package var claims: [String]
  /// Each element as sent.
  package var transactionData: [String]
  package var queryID: String

  package init(
    audience: String = "x509_san_dns:idp.example", nonce: String = "n-0S6_WzA2Mj",
    claims: [String] = LicenceCredential.coreClaims + ["delegation", "entity_name"], transactionData: [String] = [],
    queryID: String = DCQLQuery.licenceQueryID
  ) {
    self.audience = audience
    self.nonce = nonce
    self.claims = claims
    self.transactionData = transactionData
    self.queryID = queryID
  }

  /// What the verifier then expects. It takes no agents and has a matter, so that these refusals can be shown.
  package var expected: ExpectedPresentation {
    ExpectedPresentation(
      audience: audience, nonce: nonce, requiredClaims: LicenceCredential.coreClaims,
      optionalClaims: claims.filter { !LicenceCredential.coreClaims.contains($0) }, transactionData: transactionData,
      acceptedRoles: [.legalRepresentative, .licenceManager], matter: TestLicence.matter)
  }
}
