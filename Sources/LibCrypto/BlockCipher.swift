import COpenSSL

/// AES in CBC mode with PKCS #7 padding. It authenticates nothing: whoever decrypts has checked a tag before.
package enum BlockCipher {
  /// The key has 16 or 32 bytes, the initialization vector 16.
  package static func encrypt(
    _ plain: [UInt8], key: [UInt8], initialization: [UInt8]
  ) throws(LibCryptoError) -> [UInt8] {
    try run(plain, key, initialization, encrypts: true)
  }

  /// Refuses a wrong padding.
  package static func decrypt(
    _ cipher: [UInt8], key: [UInt8], initialization: [UInt8]
  ) throws(LibCryptoError) -> [UInt8] {
    try run(cipher, key, initialization, encrypts: false)
  }

  private static func run(
    _ input: [UInt8], _ key: [UInt8], _ initialization: [UInt8], encrypts: Bool
  ) throws(LibCryptoError) -> [UInt8] {
    let operation = encrypts ? "encrypt by AES-CBC" : "decrypt by AES-CBC"
    guard initialization.count == 16 else {
      throw LibCryptoError(operation: operation, reason: "the initialization vector has not 16 bytes")
    }
    guard
      let bytes = takeBytes(
        copenssl_aes_cbc(key, key.count, initialization, input, input.count, encrypts ? 1 : 0))
    else { throw .last(operation) }
    return bytes
  }
}
