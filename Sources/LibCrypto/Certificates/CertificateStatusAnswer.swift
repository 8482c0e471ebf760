import COpenSSL

/// An answer about single certificates (OCSP, RFC 6960): a successful one of the basic type, signed by the issuer or by
/// whom the issuer has certified for that. Whether the request's nonce is in it is not asked: an answer is good until its
/// next update, as a revocation list is.
package struct CertificateStatusAnswer: Sendable {
  /// Owns one parsed answer of libcrypto.
  ///
  /// `@unchecked Sendable`: the pointer never changes, and what is called on it only reads.
  private final class Handle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(der: [UInt8]) throws(LibCryptoError) {
      guard let pointer = copenssl_ocsp_parse(der, der.count) else { throw .last("read an OCSP answer") }
      self.pointer = pointer
    }

    deinit { copenssl_ocsp_free(pointer) }
  }

  /// What is said of a certificate.
  package enum Status: Sendable, Hashable, CaseIterable {
    case good
    case revoked
    /// The responder does not know it.
    case unknown
    /// Nothing that counts is said of it: another certificate is meant, the signature is not the issuer's or whom it
    /// certified, or the answer is not of this time.
    case silent
  }

  private let handle: Handle
  /// The answer as it came.
  package let der: [UInt8]

  /// Reads one answer. Who signed it is not checked here: see `status(of:issuedBy:at:)`.
  package init(der: [UInt8]) throws(LibCryptoError) {
    handle = try Handle(der: der)
    self.der = der
  }

  /// What it says at this time of a certificate that `issuer` made. What is revoked stays revoked after the answer's end.
  package func status(of certificate: Certificate, issuedBy issuer: Certificate, at now: Int64) -> Status {
    guard certificate.isIssued(by: issuer), isSigned(for: issuer, at: now) else { return .silent }
    var thisUpdate: Int64 = 0
    var nextUpdate: Int64 = 0
    let said = copenssl_ocsp_status(
      handle.pointer, certificate.handle.pointer, issuer.handle.pointer, &thisUpdate, &nextUpdate)
    switch Int(said) {
    case COPENSSL_OCSP_REVOKED: return .revoked
    case _ where now < thisUpdate || now > nextUpdate: return .silent
    case COPENSSL_OCSP_GOOD: return .good
    case COPENSSL_OCSP_UNKNOWN: return .unknown
    default: return .silent
    }
  }

  /// By the issuer itself, or by one of the certificates that came along which the issuer made for this purpose and no
  /// authority between (RFC 6960 §4.2.2.2). That one's own revocation is not asked about: it should be short-lived.
  private func isSigned(for issuer: Certificate, at now: Int64) -> Bool {
    if copenssl_ocsp_is_signed_by(handle.pointer, issuer.handle.pointer) == 1 { return true }
    return (0..<copenssl_ocsp_certificate_count(handle.pointer)).contains { index in
      guard let der = takeBytes(copenssl_ocsp_certificate_der(handle.pointer, index)),
        let responder = try? Certificate(der: der), responder.names([.ocspSigning]), responder.isIssued(by: issuer),
        responder.notBefore <= now, now <= responder.notAfter
      else { return false }
      return copenssl_ocsp_is_signed_by(handle.pointer, responder.handle.pointer) == 1
    }
  }
}

extension Certificate {
  /// Whether this issuer's key made the signature, under the issuer's name, as an authority.
  package func isIssued(by issuer: Certificate) -> Bool {
    copenssl_certificate_is_issued_by(handle.pointer, issuer.handle.pointer) == 1
  }
}
