package import JOSE

/// Why the ring did not do what it was asked.
package enum KeyCustodyError: Error, Sendable, Hashable {
  /// No key signs in this slot.
  case noSigningKey(KeySlot)
  /// The certificate of the signing key has expired: nobody would accept what it signs.
  case certificateExpired(kid: String)
  /// A successor is announced already.
  case alreadyAnnounced(kid: String)
  /// A key must be announced for longer than the longest `max-age` of the published set, which is this many seconds.
  case announcementTooShort(longestMaximumAge: Int)
  /// The use needs a certificate and no authority is configured to issue one.
  case noAuthority(KeyUse)
  /// The authority's own certificate expires before the key's would have to.
  case authorityExpires(KeyUse)
  /// No secret of this purpose is in use yet.
  case noSecret(SecretPurpose)
  /// A change of this secret would change every subject identifier.
  case permanentSecret(SecretPurpose)
  /// The database is sealed under a key-encryption key that is not configured here.
  case encryptionKeyUnknown(id: String)
  /// The key-encryption key was exchanged while this was done; nothing was changed, and it can be done again.
  case encryptionKeyExchanged
  /// Serving processes do not have the key-encryption key that is to seal.
  case encryptionKeyMissing(id: String, hosts: [String])
  /// The key-encryption key sealed before and was replaced: it does not come back.
  case encryptionKeyReplaced(id: String)
  /// No token is configured.
  case noToken
  /// Tokens are not asked for keys of this algorithm.
  case notInToken(SignatureAlgorithm)
  /// The key is in the ring already, or was.
  case keyExists(kid: String)
  /// There is no key of this name.
  case unknownKey(kid: String)
  /// The key is in a state in which this cannot be done to it.
  case wrongState(kid: String, KeyState)
}
