package import JOSE

/// Why a checkpoint is refused.
package enum CheckpointRejection: Error, Sendable, Hashable, CaseIterable {
  case malformed, unknownKey, badSignature, wrongOrigin
}

/// A checkpoint that somebody signed; unverified until a key says so.
package struct SignedCheckpoint: Sendable, Hashable {
  /// The compact JWS.
  package let compact: String
  /// What it says.
  package let unverified: Checkpoint
  /// The key it names.
  package let keyID: String?
  /// When it says it was signed.
  package let signedAt: NumericDate?

  /// The required `typ`.
  package static let type = "tongzhao-checkpoint+jws"

  package init(compact: String) throws(CheckpointRejection) {
    let jws: UnverifiedJWS
    do { jws = try UnverifiedJWS(compact: compact) } catch { throw .malformed }
    guard let text = String(validating: jws.payload, as: UTF8.self), let checkpoint = Checkpoint(text: text) else {
      throw .malformed
    }
    self.compact = compact
    unverified = checkpoint
    keyID = jws.keyID
    signedAt = jws.header["iat"]?.date
  }

  /// Signs.
  package static func sign(
    _ checkpoint: Checkpoint, keyID: String, with key: SigningKey, at now: NumericDate
  ) throws -> SignedCheckpoint {
    // The text has no place for a time; the protected header has.
    try SignedCheckpoint(
      compact: JWS.sign(
        payload: Array(checkpoint.text.utf8), type: Self.type, keyID: keyID, with: key,
        extraHeader: ["iat": .integer(now.seconds)]))
  }

  /// What it says, when one of the keys signed it. The kid only finds the key; the key's thumbprint is what is trusted.
  package func verified(by keys: JWKSet) throws(CheckpointRejection) -> Checkpoint {
    guard let keyID, let key = keys.key(id: keyID) else { throw .unknownKey }
    do {
      let jws = try UnverifiedJWS(compact: compact)
      _ = try jws.verifiedPayload(by: key.key, type: Self.type)
    } catch {
      throw .badSignature
    }
    return unverified
  }
}
