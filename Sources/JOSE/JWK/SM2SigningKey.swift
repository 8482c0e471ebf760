package import LibCrypto

/// An SM2 private key with the name of its public half.
package struct SM2SigningKey: Sendable {
  /// The public half.
  package let verificationKey: SM2VerificationKey
  private let key: SM2PrivateKey

  /// A new key.
  static func generate() throws(LibCryptoError) -> SM2SigningKey {
    try NationalSelfTest.require(for: "make an SM2 key")
    return try SM2SigningKey(SM2PrivateKey.generate())
  }

  /// This key.
  package init(_ key: SM2PrivateKey) throws(LibCryptoError) {
    self.key = key
    verificationKey = try SM2VerificationKey(key.publicKey)
  }

  /// PKCS#8, unencrypted.
  var pkcs8DER: [UInt8] { key.pkcs8DER }

  /// By the standard signer's identifier, both numbers side by side.
  func signature(for message: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    try NationalSelfTest.require(for: "sign by SM2")
    return try key.signature(for: message).raw
  }
}
