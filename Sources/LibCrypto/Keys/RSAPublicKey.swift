import COpenSSL

/// An RSA public key for RS256 (RFC 7518 §3.3: RSASSA-PKCS1-v1_5 with SHA-256) or PS256 (§3.5: RSASSA-PSS), of 2048 bits
/// or more.
package final class RSAPublicKey: Sendable, Hashable {
  /// Big-endian, without leading zero octets (RFC 7518 §6.3.1.1).
  package let modulus: [UInt8]
  /// Big-endian, without leading zero octets.
  package let exponent: [UInt8]
  /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
  package let publicKeyInfoDER: [UInt8]
  private let handle: KeyHandle

  /// Refuses a modulus below 2048 or above 8192 bits, or even, and an exponent that is even, below 3 or above 64 bits.
  package init(modulus: [UInt8], exponent: [UInt8]) throws(LibCryptoError) {
    let operation = "read an RSA public key"
    let modulus = Array(modulus.drop { $0 == 0 })
    let exponent = Array(exponent.drop { $0 == 0 })
    guard let first = modulus.first, let last = modulus.last else {
      throw LibCryptoError(operation: operation, reason: "the modulus is empty")
    }
    let bits = modulus.count * 8 - first.leadingZeroBitCount
    guard bits >= 2048, bits <= 8192, last & 1 == 1 else {
      throw LibCryptoError(operation: operation, reason: "the modulus is not an odd number of 2048 to 8192 bits")
    }
    // A huge exponent makes every check slow, so it would be a lever for whoever supplies the key.
    guard exponent.count <= 8, let lowest = exponent.last, lowest & 1 == 1, exponent != [1] else {
      throw LibCryptoError(operation: operation, reason: "the exponent is not an odd number from 3 to 64 bits")
    }
    self.modulus = modulus
    self.exponent = exponent
    handle = try KeyHandle(
      taking: copenssl_key_from_rsa(modulus, modulus.count, exponent, exponent.count), operation: operation)
    publicKeyInfoDER = try handle.publicKeyInfoDER()
  }

  /// RFC 8017 §8.2.2. A signature of another length than the modulus is not valid.
  package func isValid(pkcs1v15SHA256 signature: [UInt8], for message: [UInt8]) -> Bool {
    signature.count == modulus.count && handle.isValid(COPENSSL_RSA_SHA256, signature: signature, for: message)
  }

  /// RFC 8017 §8.1.2, with SHA-256 for message and mask. A salt of another length than 32 octets is not valid.
  package func isValid(pssSHA256 signature: [UInt8], for message: [UInt8]) -> Bool {
    signature.count == modulus.count && handle.isValid(COPENSSL_RSA_PSS_SHA256, signature: signature, for: message)
  }

  /// RSAES-OAEP with SHA-256, or with SHA-1 for who knows nothing newer (RFC 8017 §7.1.1; its safety does not rest on
  /// the hash being free of collisions).
  package func encrypted(oaep plain: [UInt8], sha256: Bool = true) throws(LibCryptoError) -> [UInt8] {
    guard let bytes = takeBytes(copenssl_encrypt_oaep(handle.pointer, sha256 ? 1 : 0, plain, plain.count)) else {
      throw .last("encrypt to an RSA key")
    }
    return bytes
  }

  /// Two keys are the same when their numbers are.
  package static func == (left: RSAPublicKey, right: RSAPublicKey) -> Bool {
    left.modulus == right.modulus && left.exponent == right.exponent
  }

  /// Hashes the numbers.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(modulus)
    hasher.combine(exponent)
  }
}
