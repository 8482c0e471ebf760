import COpenSSL

/// An SM2 private key. The number leaves libcrypto by `pkcs8DER` and by `number`, which a private JWK wants.
package final class SM2PrivateKey: Sendable {
  /// The public half.
  package let publicKey: SM2PublicKey
  /// PKCS#8 (RFC 5208), unencrypted: to be sealed by whoever keeps it.
  package let pkcs8DER: [UInt8]
  private let handle: KeyHandle

  /// A new key.
  package static func generate() throws(LibCryptoError) -> SM2PrivateKey {
    try SM2PrivateKey(KeyHandle(taking: copenssl_key_generate_sm2(), operation: "generate an SM2 key"))
  }

  /// Reads a key. One whose number is out of range or not that of its point is refused.
  package convenience init(pkcs8DER: [UInt8]) throws(LibCryptoError) { try self.init(KeyHandle(pkcs8DER: pkcs8DER)) }

  /// From the number, 32 octets, and the public half that belongs to it.
  package convenience init(number: [UInt8], publicKey: SM2PublicKey) throws(LibCryptoError) {
    let operation = "read an SM2 private key"
    guard number.count == 32 else { throw LibCryptoError(operation: operation, reason: "not a number of 32 octets") }
    try self.init(KeyHandle(taking: copenssl_key_from_sm2(publicKey.x963, number), operation: operation))
  }

  init(_ handle: KeyHandle) throws(LibCryptoError) {
    let operation = "read an SM2 private key"
    guard handle.kind == .sm2 else { throw LibCryptoError(operation: operation, reason: "not an SM2 key") }
    guard copenssl_key_is_whole(handle.pointer) == 1 else { throw .last(operation) }
    publicKey = try SM2PublicKey(KeyHandle(publicKeyInfoDER: handle.publicKeyInfoDER()))
    pkcs8DER = try handle.pkcs8DER()
    self.handle = handle
  }

  /// The number itself, 32 octets.
  package func number() throws(LibCryptoError) -> [UInt8] {
    guard let number = takeBytes(copenssl_key_sm2_number(handle.pointer)) else { throw .last("write an SM2 key") }
    return number
  }

  /// GB/T 32918.2 §6.
  package func signature(
    for message: [UInt8], by signer: SM2SignerID = .standard
  ) throws(LibCryptoError) -> SM2Signature {
    let der = takeBytes(
      copenssl_sm2_sign(handle.pointer, signer.octets, signer.octets.count, message, message.count))
    guard let der, let signature = SM2Signature(der: der) else { throw .last("sign by SM2") }
    return signature
  }
}
