import COpenSSL

/// An RSA private key for RS256 or PS256. The numbers stay inside libcrypto; `pkcs8DER` is the one way out.
package final class RSAPrivateKey: Sendable {
  /// The public half.
  package let publicKey: RSAPublicKey
  /// PKCS#8 (RFC 5208), unencrypted: to be sealed by whoever keeps it.
  package let pkcs8DER: [UInt8]
  private let handle: KeyHandle

  /// A new key. Takes a noticeable part of a second.
  package static func generate(bits: Int = 2048) throws(LibCryptoError) -> RSAPrivateKey {
    let operation = "generate an RSA key"
    guard (2048...8192).contains(bits), bits % 8 == 0 else {
      throw LibCryptoError(operation: operation, reason: "the length is not 2048 to 8192 bits in whole octets")
    }
    return try RSAPrivateKey(KeyHandle(taking: copenssl_key_generate_rsa(Int32(bits)), operation: operation))
  }

  /// Reads a key and tries it: one whose halves do not belong together is refused.
  package convenience init(pkcs8DER: [UInt8]) throws(LibCryptoError) {
    try self.init(KeyHandle(pkcs8DER: pkcs8DER))
    let trial = Array("trial".utf8)
    guard publicKey.isValid(pkcs1v15SHA256: try signature(pkcs1v15SHA256: trial), for: trial) else {
      throw LibCryptoError(operation: "read a PKCS#8 key", reason: "the private and the public half do not match")
    }
  }

  private init(_ handle: KeyHandle) throws(LibCryptoError) {
    guard handle.kind == .rsa, let modulus = takeBytes(copenssl_key_rsa_modulus(handle.pointer)),
      let exponent = takeBytes(copenssl_key_rsa_exponent(handle.pointer))
    else { throw LibCryptoError(operation: "read a PKCS#8 key", reason: "not an RSA key") }
    publicKey = try RSAPublicKey(modulus: modulus, exponent: exponent)
    pkcs8DER = try handle.pkcs8DER()
    self.handle = handle
  }

  /// RFC 8017 §8.2.1.
  package func signature(pkcs1v15SHA256 message: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    try handle.signature(COPENSSL_RSA_SHA256, for: message)
  }

  /// RFC 8017 §8.1.1, with SHA-256 for message and mask, and a salt of 32 octets.
  package func signature(pssSHA256 message: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    try handle.signature(COPENSSL_RSA_PSS_SHA256, for: message)
  }
}
