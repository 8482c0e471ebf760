import Crypto
import LibCrypto

/// Encrypts and opens content by its key (RFC 7518 §5).
struct ContentCipher {
  /// What travels of encrypted content.
  struct Sealed {
    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]
  }

  let encryption: ContentEncryption
  let key: [UInt8]

  /// Encrypts under a fresh nonce, unless one is given.
  func seal(_ plaintext: [UInt8], authenticating data: [UInt8], nonce: [UInt8]? = nil) throws -> Sealed {
    let nonce = nonce ?? Random.bytes(encryption.nonceLength)
    switch encryption {
    case .a128GCM, .a256GCM:
      let box = try AES.GCM.seal(
        plaintext, using: SymmetricKey(data: key), nonce: AES.GCM.Nonce(data: nonce), authenticating: data)
      return Sealed(nonce: nonce, ciphertext: Array(box.ciphertext), tag: Array(box.tag))
    case .a128CBCHS256, .a256CBCHS512:
      let ciphertext = try BlockCipher.encrypt(plaintext, key: encryptionKey, initialization: nonce)
      return Sealed(nonce: nonce, ciphertext: ciphertext, tag: tag(of: ciphertext, nonce, data))
    }
  }

  /// Opens what was sealed. Nothing is decrypted before it is authenticated.
  func open(_ sealed: Sealed, authenticating data: [UInt8]) throws -> [UInt8] {
    switch encryption {
    case .a128GCM, .a256GCM:
      let box = try AES.GCM.SealedBox(
        nonce: AES.GCM.Nonce(data: sealed.nonce), ciphertext: sealed.ciphertext, tag: sealed.tag)
      return Array(try AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: data))
    case .a128CBCHS256, .a256CBCHS512:
      guard constantTimeEquals(tag(of: sealed.ciphertext, sealed.nonce, data), sealed.tag) else {
        throw JOSERejection.decryptionFailed
      }
      return try BlockCipher.decrypt(sealed.ciphertext, key: encryptionKey, initialization: sealed.nonce)
    }
  }

  /// RFC 7518 §5.2.2.1: the first half authenticates, the second encrypts.
  private var encryptionKey: [UInt8] { Array(key[(key.count / 2)...]) }

  private func tag(of ciphertext: [UInt8], _ nonce: [UInt8], _ data: [UInt8]) -> [UInt8] {
    let bits = UInt64(data.count) * 8
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    let authenticated = data + nonce + ciphertext + length
    let authenticationKey = SymmetricKey(data: key[..<(key.count / 2)])
    let full: [UInt8] =
      switch encryption {
      case .a256CBCHS512: Array(HMAC<SHA512>.authenticationCode(for: authenticated, using: authenticationKey))
      case .a128CBCHS256, .a128GCM, .a256GCM:
        Array(HMAC<SHA256>.authenticationCode(for: authenticated, using: authenticationKey))
      }
    return Array(full.prefix(encryption.tagLength))
  }
}
