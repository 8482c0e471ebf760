import COpenSSL

/// An SM2 public key: a point of the curve that is not the one at infinity.
package final class SM2PublicKey: Sendable, Hashable {
  /// The point in X9.63 form, uncompressed: 0x04 and both coordinates, 65 octets.
  package let x963: [UInt8]
  /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
  package let publicKeyInfoDER: [UInt8]
  private let handle: KeyHandle

  /// Refuses what is not uncompressed, has another length or is not on the curve.
  package convenience init(x963: [UInt8]) throws(LibCryptoError) {
    let operation = "read an SM2 public key"
    guard x963.count == 65, x963[0] == 0x04 else {
      throw LibCryptoError(operation: operation, reason: "not an uncompressed point of 65 octets")
    }
    try self.init(KeyHandle(taking: copenssl_key_from_sm2(x963, nil), operation: operation))
  }

  /// Reads a SubjectPublicKeyInfo of an SM2 key.
  package convenience init(publicKeyInfoDER: [UInt8]) throws(LibCryptoError) {
    try self.init(KeyHandle(publicKeyInfoDER: publicKeyInfoDER))
  }

  init(_ handle: KeyHandle) throws(LibCryptoError) {
    guard handle.kind == .sm2, let point = takeBytes(copenssl_key_sm2_point(handle.pointer)) else {
      throw LibCryptoError(operation: "read an SM2 public key", reason: "not an SM2 key")
    }
    x963 = point
    publicKeyInfoDER = try handle.publicKeyInfoDER()
    self.handle = handle
  }

  /// GB/T 32918.2 §7. False as well for an `r` or `s` that is zero or not below the order.
  package func isValid(_ signature: SM2Signature, for message: [UInt8], by signer: SM2SignerID = .standard) -> Bool {
    guard let der = try? signature.der() else { return false }
    return copenssl_sm2_verify(
      handle.pointer, signer.octets, signer.octets.count, der, der.count, message, message.count) == 1
  }

  /// Two keys are the same when their points are.
  package static func == (left: SM2PublicKey, right: SM2PublicKey) -> Bool { left.x963 == right.x963 }

  /// Hashes the point.
  package func hash(into hasher: inout Hasher) { hasher.combine(x963) }
}
