package import ELicence
package import JOSE

/// Keeps the register. Every method is one transaction.
///
/// A change reaches the credentials of the licence in the same transaction: a state that allows use makes them valid
/// again unless they were replaced or withdrawn; `suspended` suspends them; every other state, and any change of
/// particulars, makes them invalid for good, and the wallet obtains a new one with its refresh token. When the name of
/// the representative changes, a legal representative of another name is withdrawn.
package protocol LicenceStore: Sendable {
  /// The licence of that code.
  func licence(_ uscc: CreditCode) async throws -> RegisteredLicence?

  /// At most `limit` licences that match, behind `cursor`.
  func licences(_ query: LicenceQuery, after cursor: LicenceCursor?, limit: Int) async throws -> LicencePage

  /// How many licences there are.
  func count() async throws -> Int

  /// What changed, the oldest first, at most the newest `limit` entries.
  func history(of uscc: CreditCode, limit: Int) async throws -> [LicenceChange]

  /// Replaces the facts of a licence by what `change` makes of them, and records the difference with its reason.
  ///
  /// `change` has no effect of its own and may run more than once; what it throws is thrown and nothing has changed.
  func change(
    _ uscc: CreditCode, reason: String, at now: NumericDate,
    _ change: @escaping @Sendable (RegisteredFacts) throws(RegistryRefusal) -> RegisteredFacts
  ) async throws -> RegisteredLicence

  /// Runs `body`, which hands over licences one by one. All of them are kept when it returns, none when it throws, and
  /// no more than one is held in memory. `body` may run more than once.
  func importing<T: Sendable>(
    at now: NumericDate, _ body: @escaping @Sendable (any LicenceImport) throws -> T
  ) async throws -> T
}
