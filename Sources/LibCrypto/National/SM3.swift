import COpenSSL

/// The hash of 256 bits of GB/T 32905.
package enum SM3 {
  /// 32 octets.
  package static func hash(_ message: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    guard let digest = takeBytes(copenssl_sm3(message, message.count)) else { throw .last("hash by SM3") }
    return digest
  }

  /// HMAC (RFC 2104) by SM3, 32 octets. An empty key is refused.
  package static func authenticationCode(for message: [UInt8], key: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    let operation = "authenticate by HMAC-SM3"
    guard !key.isEmpty else { throw LibCryptoError(operation: operation, reason: "the key is empty") }
    guard let code = takeBytes(copenssl_hmac_sm3(key, key.count, message, message.count)) else {
      throw .last(operation)
    }
    return code
  }
}
