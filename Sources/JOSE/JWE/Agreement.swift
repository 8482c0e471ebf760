import Crypto

/// What an agreed secret is used for (RFC 7518 §4.6): as the content's key, or to wrap one.
struct Agreement {
  let way: KeyManagement
  let encryption: ContentEncryption
  let partyU: [UInt8]
  let partyV: [UInt8]

  /// A content key, and how it travels.
  func newKey(_ secret: SharedSecret) throws -> (contentKey: [UInt8], encryptedKey: [UInt8]) {
    guard let length = way.wrappingKeyLength else { return (direct(secret), []) }
    let contentKey = Random.bytes(encryption.keyLength)
    let wrapped = try AES.KeyWrap.wrap(SymmetricKey(data: contentKey), using: wrappingKey(secret, length))
    return (contentKey, Array(wrapped))
  }

  /// The content key that travelled.
  func contentKey(_ secret: SharedSecret, unwrapping encryptedKey: [UInt8]) throws -> [UInt8] {
    guard let length = way.wrappingKeyLength else { return direct(secret) }
    let key = try AES.KeyWrap.unwrap(encryptedKey, using: wrappingKey(secret, length)).withUnsafeBytes { Array($0) }
    guard key.count == encryption.keyLength else { throw JOSERejection.decryptionFailed }
    return key
  }

  private func direct(_ secret: SharedSecret) -> [UInt8] {
    ConcatKDF.key(sharedSecret: bytes(secret), encryption: encryption, partyU: partyU, partyV: partyV)
  }

  private func wrappingKey(_ secret: SharedSecret, _ length: Int) -> SymmetricKey {
    SymmetricKey(
      data: ConcatKDF.key(
        sharedSecret: bytes(secret), algorithm: way.rawValue, length: length, partyU: partyU, partyV: partyV))
  }

  private func bytes(_ secret: SharedSecret) -> [UInt8] { secret.withUnsafeBytes { Array($0) } }
}
