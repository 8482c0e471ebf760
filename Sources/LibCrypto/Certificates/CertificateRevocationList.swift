import COpenSSL

/// A complete certificate revocation list of one issuer (RFC 5280 §5). Partial, delta and indirect lists are refused.
package struct CertificateRevocationList: Sendable {
  /// Owns one parsed list of libcrypto.
  ///
  /// `@unchecked Sendable`: the pointer never changes, and the one lazy step (sorting the entries) is done in parsing.
  private final class Handle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(der: [UInt8]) throws(LibCryptoError) {
      guard let pointer = copenssl_crl_parse(der, der.count) else { throw .last("read a revocation list") }
      self.pointer = pointer
    }

    deinit { copenssl_crl_free(pointer) }
  }

  private let handle: Handle
  /// The list as it came.
  package let der: [UInt8]
  /// The issuer's name, one line in the manner of RFC 4514.
  package let issuer: String
  /// Seconds since 1970.
  package let thisUpdate: Int64
  /// Seconds since 1970; the list says nothing after it.
  package let nextUpdate: Int64

  /// Reads one list. Its signature is not checked here: see `isSigned(by:)`.
  package init(der: [UInt8]) throws(LibCryptoError) {
    let handle = try Handle(der: der)
    var thisUpdate: Int64 = 0
    var nextUpdate: Int64 = 0
    guard let issuer = takeText(copenssl_crl_issuer(handle.pointer)),
      copenssl_crl_validity(handle.pointer, &thisUpdate, &nextUpdate) == 1
    else { throw .last("read a revocation list") }
    self.handle = handle
    self.der = der
    self.issuer = issuer
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
  }

  /// Reads exactly one list in PEM.
  package init(pem: String) throws(LibCryptoError) {
    guard let blocks = PEM.blocks("X509 CRL", in: pem), blocks.count == 1 else {
      throw LibCryptoError(operation: "read a revocation list", reason: "not one undamaged PEM block")
    }
    try self.init(der: blocks[0])
  }

  /// The same in RFC 7468's form.
  package var pem: String { PEM.text("X509 CRL", der) }

  /// True when the list names this serial number.
  package func contains(serialNumber: [UInt8]) -> Bool {
    copenssl_crl_contains(handle.pointer, serialNumber, serialNumber.count) == 1
  }

  /// True when the certificate carries the issuer's name, may sign lists, and its key made the signature.
  package func isSigned(by certificate: Certificate) -> Bool {
    copenssl_crl_is_signed_by(handle.pointer, certificate.handle.pointer) == 1
  }
}
