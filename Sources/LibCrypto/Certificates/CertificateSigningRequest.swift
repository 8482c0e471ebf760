import COpenSSL

/// A request for a certificate (RFC 2986), of a key of any kind that is known here. Reading one says nothing about who
/// asks: `isSigned` only says that the asker has the key.
package struct CertificateSigningRequest: Sendable {
  /// Owns one parsed request of libcrypto. Lives within one call, on one thread.
  private final class Handle {
    let pointer: OpaquePointer

    init(der: [UInt8]) throws(LibCryptoError) {
      guard let pointer = copenssl_request_parse(der, der.count) else { throw .last("read a certificate request") }
      self.pointer = pointer
    }

    deinit { copenssl_request_free(pointer) }
  }

  /// The request as it came.
  package let der: [UInt8]
  /// One line in the manner of RFC 4514.
  package let subject: String
  /// SubjectPublicKeyInfo.
  package let publicKeyInfoDER: [UInt8]
  /// True when the key that a certificate is asked for made the signature: by an algorithm that is accepted here, and
  /// for SM2 by the standard identifier.
  package let isSigned: Bool

  /// Reads one request. Anything but DER, and anything behind it, is refused.
  package init(der: [UInt8]) throws(LibCryptoError) {
    let handle = try Handle(der: der)
    guard let subject = takeText(copenssl_request_subject(handle.pointer)),
      let publicKeyInfoDER = takeBytes(copenssl_request_public_info(handle.pointer))
    else { throw .last("read a certificate request") }
    self.der = der
    self.subject = subject
    self.publicKeyInfoDER = publicKeyInfoDER
    isSigned = copenssl_request_is_signed(handle.pointer) == 1
  }

  /// Reads exactly one request in PEM.
  package init(pem: String) throws(LibCryptoError) {
    guard let blocks = PEM.blocks("CERTIFICATE REQUEST", in: pem), blocks.count == 1 else {
      throw LibCryptoError(operation: "read a certificate request", reason: "not one undamaged PEM block")
    }
    try self.init(der: blocks[0])
  }
}
