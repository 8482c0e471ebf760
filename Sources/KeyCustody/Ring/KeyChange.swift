package import LibCrypto
package import JOSE

/// One change to what the database holds of keys and secrets.
package enum KeyChange: Sendable, Hashable {
  /// A new key, announced.
  case announce(StoredKey)
  case transition(KeyTransition)
  /// The certificates of a key that had none.
  case certify(kid: String, chain: [Certificate])
  case addSecret(StoredSecret)
  /// A date for a secret that had none; until then it verifies.
  case retireSecret(SecretPurpose, id: String, at: NumericDate)
  case removeSecret(SecretPurpose, id: String)
  /// The same private part, sealed under another key-encryption key.
  case reseal(kid: String, SealedBytes)
  case resealSecret(SecretPurpose, id: String, SealedBytes)
  /// From now on this key-encryption key seals.
  case adoptEncryptionKey(id: String)
  /// The token has destroyed the private half of a removed key.
  case forgetLocation(kid: String)
  /// The key set is served with this `max-age`; the longest ever is remembered.
  case recordMaximumAge(Int)
}
