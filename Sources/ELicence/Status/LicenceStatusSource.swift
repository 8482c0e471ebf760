package import JOSE

/// Tells the present status of a credential.
///
/// The keeper fetches the list named by the reference, verifies it by `StatusListToken.verify` under **this** anchor (a
/// region speaks only of its own credentials), keeps it no longer than its `ttl`, and answers `unavailable` for
/// everything it could not establish. It never guesses and never throws: the verifier refuses what is unavailable.
package protocol LicenceStatusSource: Sendable {
  /// The status at that moment of the credential that was issued under that anchor.
  func status(of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate) async
    -> CredentialStatus
}
