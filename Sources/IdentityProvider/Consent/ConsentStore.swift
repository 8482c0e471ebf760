package import JOSE
package import OAuth

/// Keeps consents. They are written with the grants that they lead to.
package protocol ConsentStore: Sendable {
  /// What a holder may see, the last used first.
  func consents(of holder: ConsentHolder, at now: NumericDate) async throws -> [Consent]
  /// What this holder of this enterprise approved for a client.
  func consent(
    for client: ClientID, uscc: String, holderKey: String, at now: NumericDate
  ) async throws -> Consent?
  /// Takes one back. In the same transaction the client's grants from this holder end, running sessions forget that it
  /// was approved, and the client is told. False when this holder has no such consent.
  func revoke(_ id: ConsentID, by holder: ConsentHolder, at now: NumericDate) async throws -> Bool
}
