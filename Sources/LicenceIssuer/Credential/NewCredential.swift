package import JOSE
package import OAuth

/// A credential to be issued: everything but what the register says.
package struct NewCredential: Sendable {
  /// A fresh identifier, which is its `notification_id` too.
  package let id: String
  /// The access token with which it was asked for.
  package let access: SecretDigest<IssuanceTokenSecret>
  /// The thumbprint of the key that it is for.
  package let deviceKey: String
  /// The nonce of the proof.
  package let nonce: UsedNonce
  /// Random indices, tried in turn: an index must not tell when a credential was issued (Token Status List §12.3).
  package let candidates: [Int]
  /// Its `exp`.
  package let expiresAt: NumericDate

  /// A credential with these terms.
  package init(
    id: String, access: SecretDigest<IssuanceTokenSecret>, deviceKey: String, nonce: UsedNonce, candidates: [Int],
    expiresAt: NumericDate
  ) {
    self.id = id
    self.access = access
    self.deviceKey = deviceKey
    self.nonce = nonce
    self.candidates = candidates
    self.expiresAt = expiresAt
  }
}
