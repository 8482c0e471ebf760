package import FuzzHarness

extension FuzzTarget {
  /// The words of the protocols: what can be read without a server around it.
  package static let words: [FuzzTarget] = [
    json, numericDate, jws, jwe, jwkSet, sdJWT, disclosedClaims, dcql, claimsRequest, presentation, statusList, form,
    protocolWords, licenceWords, licenceDocuments, dpopProof,
  ]
}
