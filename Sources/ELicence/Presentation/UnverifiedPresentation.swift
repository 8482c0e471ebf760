// What a wallet presents, and the check of it. `UnverifiedPresentation` in, `VerifiedLicence` out: nothing else makes
// one. The rules are pure; only the question for the status leaves this room, through `LicenceStatusSource`.

package import JOSE

/// A presentation as it came from a wallet: parsed, and not one claim of it believed.
package struct UnverifiedPresentation: Sendable {
  /// The SD-JWT with its key binding.
  package let credential: SDJWT

  /// Reads an SD-JWT.
  package init(compact: String) throws(LicenceRejection) {
    do { credential = try SDJWT(compact: compact) } catch { throw LicenceRejection(error) }
  }

  /// Takes the one presentation that answers that credential query out of a `vp_token` (OpenID4VP 1.0 §8.1).
  package init(vpToken: JSON, answering queryID: String) throws(LicenceRejection) {
    guard let answers = vpToken.object, answers.names == [queryID], let presentations = answers[queryID]?.array,
      presentations.count == 1, let compact = presentations[0].string
    else { throw .malformedPresentation }
    try self.init(compact: compact)
  }
}
