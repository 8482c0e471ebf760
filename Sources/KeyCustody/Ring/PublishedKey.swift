package import JOSE
package import LibCrypto

/// A key that verifiers are told of.
package struct PublishedKey: Sendable, Hashable {
  package let kid: String
  package let slot: KeySlot
  package let state: KeyState
  package let dates: KeyDates
  package let verificationKey: VerificationKey
  package let certificateChain: [Certificate]
  /// Where its private part is, if not in the database. Operators are told.
  package let location: KeyLocation?

  /// What is told of a key.
  package init(_ stored: StoredKey) {
    kid = stored.kid
    slot = stored.slot
    state = stored.state
    dates = stored.dates
    verificationKey = stored.verificationKey
    certificateChain = stored.certificateChain
    location = stored.location
  }

  /// The key as a JWK with `use`, `alg` and `kid` (RFC 7517 §4).
  package var jwk: JSONObject {
    var jwk = verificationKey.jwk
    jwk["use"] = "sig"
    jwk["alg"] = .string(slot.algorithm.rawValue)
    jwk["kid"] = .string(kid)
    return jwk
  }
}
