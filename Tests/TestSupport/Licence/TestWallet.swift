package import ELicence
package import JOSE
import LibCrypto

/// A wallet with one device key. It presents well, or with exactly one defect.
package struct TestWallet: Sendable {
  package let key: SigningKey

  package init(algorithm: SignatureAlgorithm = .es256) throws { key = try SigningKey.generate(algorithm) }

  /// A `vp_token` that answers the request: a good one, or one that a verifier must refuse for that reason and that is
  /// good in all else.
  ///
  /// The verifier is expected to trust `authority.trustList`, to ask `TestStatuses`, to accept no agents and to be for
  /// `TestLicence.matter`: see `TestRequest.expected`.
  package func vpToken(
    answering request: TestRequest, under authority: TestAuthority, refusedFor rejection: LicenceRejection? = nil,
    licence: TestLicence = TestLicence(), at now: NumericDate = TestAuthority.moment
  ) throws -> JSON {
    if rejection == .malformedPresentation { return [request.queryID: ["eyJhbGciOiJFUzI1NiJ9.e30.c2ln"]].json }
    let compact = try presentation(
      answering: request, under: authority, refusedFor: rejection, licence: licence, at: now)
    return [request.queryID: [compact]].json
  }

  /// The presentation alone.
  package func presentation(
    answering request: TestRequest, under authority: TestAuthority, refusedFor rejection: LicenceRejection? = nil,
    licence: TestLicence = TestLicence(), at now: NumericDate = TestAuthority.moment
  ) throws -> String {
    var draft = PresentationDraft(
      licence: licence, request: request, issuer: authority.issuer, issuerURL: authority.issuerURL, holderKey: key,
      at: now)
    if let rejection { try draft.spoil(rejection, under: authority) }
    return try draft.presentation()
  }
}

extension [String: [String]] {
  fileprivate var json: JSON { .object(JSONObject(map { ($0.key, .array($0.value.map(JSON.string))) })) }
}
