import COpenSSL

/// Answers about an authority's certificates (OCSP, RFC 6960), with the authority's own key or with one that it certified
/// for nothing else.
package struct CertificateResponder: Sendable {
  private let issuer: Certificate
  private let certificate: Certificate
  private let key: KeyHandle

  /// The authority answers itself.
  package init(_ authority: CertificateAuthority) {
    issuer = authority.certificate
    certificate = authority.certificate
    key = authority.key
  }

  /// Answers in the authority's place; `certificate` should say `CertificateProfile.responder`.
  package init(
    for authority: CertificateAuthority, certificate: Certificate, privateKeyPKCS8DER: [UInt8]
  ) throws(LibCryptoError) {
    issuer = authority.certificate
    self.certificate = certificate
    key = try KeyHandle(pkcs8DER: privateKeyPKCS8DER)
  }

  /// An answer about one certificate. Times are seconds since 1970.
  /// - Parameter status: `silent` has no answer.
  package func answer(
    about subject: Certificate, _ status: CertificateStatusAnswer.Status, revokedAt: Int64 = 0, thisUpdate: Int64,
    nextUpdate: Int64
  ) throws(LibCryptoError) -> CertificateStatusAnswer {
    let word: Int
    switch status {
    case .good: word = COPENSSL_OCSP_GOOD
    case .revoked: word = COPENSSL_OCSP_REVOKED
    case .unknown: word = COPENSSL_OCSP_UNKNOWN
    case .silent: throw LibCryptoError(operation: "answer about a certificate", reason: "nothing is to be said")
    }
    let der = takeBytes(
      copenssl_ocsp_make(
        subject.handle.pointer, issuer.handle.pointer, Int32(word), revokedAt, thisUpdate, nextUpdate,
        certificate.handle.pointer, key.pointer))
    guard let der else { throw .last("answer about a certificate") }
    return try CertificateStatusAnswer(der: der)
  }
}
