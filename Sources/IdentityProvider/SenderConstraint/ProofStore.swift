package import JOSE

/// Remembers which DPoP proofs were used (RFC 9449 §11.1).
package protocol ProofStore: Sendable {
  /// Uses a proof up: true for one caller, false for everybody after, until it expires by itself. One that was made
  /// before the database was restored from a backup is false for everybody: it may have been used in the time that was
  /// lost.
  /// - Parameters:
  ///   - name: a digest that no other proof has.
  ///   - madeAt: when its maker signed it.
  func use(_ name: [UInt8], madeAt: NumericDate, expires: NumericDate, at now: NumericDate) async throws -> Bool
}
