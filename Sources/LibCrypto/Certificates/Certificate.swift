import COpenSSL

/// An X.509 certificate (RFC 5280), with its DER kept byte for byte. Reading one says nothing about trust:
/// `CertificateChain` does.
package struct Certificate: Sendable {
  /// What was read, immutable and shared by all copies.
  private final class Content: Sendable {
    let handle: CertificateHandle
    let der: [UInt8]
    let subject: String
    let commonName: String?
    let serialNumber: [UInt8]
    let notBefore: Int64
    let notAfter: Int64
    let publicKeyInfoDER: [UInt8]
    let publicKey: CertificatePublicKey

    init(der: [UInt8]) throws(LibCryptoError) {
      let handle = try CertificateHandle(der: der)
      var notBefore: Int64 = 0
      var notAfter: Int64 = 0
      guard let subject = takeText(copenssl_certificate_subject(handle.pointer)),
        let serialNumber = takeBytes(copenssl_certificate_serial(handle.pointer)),
        let publicKeyInfoDER = takeBytes(copenssl_certificate_public_info(handle.pointer)),
        copenssl_certificate_validity(handle.pointer, &notBefore, &notAfter) == 1
      else { throw .last("read a certificate") }
      self.handle = handle
      self.der = der
      self.subject = subject
      self.serialNumber = serialNumber
      self.notBefore = notBefore
      self.notAfter = notAfter
      self.publicKeyInfoDER = publicKeyInfoDER
      commonName = takeText(copenssl_certificate_common_name(handle.pointer))
      publicKey = CertificatePublicKey(of: handle)
    }
  }

  private let content: Content

  /// Reads one certificate. Anything but DER, and anything behind it, is refused.
  package init(der: [UInt8]) throws(LibCryptoError) {
    if let known = KnownPaths.shared.certificate(der) {
      self = known
    } else {
      content = try Content(der: der)
    }
  }

  /// Reads exactly one certificate in PEM.
  package init(pem: String) throws(LibCryptoError) {
    let certificates = try Certificate.certificates(inPEM: pem)
    guard certificates.count == 1 else {
      throw LibCryptoError(operation: "read a certificate", reason: "there is more than one")
    }
    self = certificates[0]
  }

  /// All certificates of a PEM text, at least one, in order. Blocks of other kinds are passed over.
  package static func certificates(inPEM text: String) throws(LibCryptoError) -> [Certificate] {
    guard let blocks = PEM.blocks("CERTIFICATE", in: text), !blocks.isEmpty else {
      throw LibCryptoError(operation: "read a certificate", reason: "no undamaged PEM block")
    }
    var certificates: [Certificate] = []
    for block in blocks { certificates.append(try Certificate(der: block)) }
    return certificates
  }

  var handle: CertificateHandle { content.handle }

  /// The certificate as it came.
  package var der: [UInt8] { content.der }
  /// The same in RFC 7468's form.
  package var pem: String { PEM.text("CERTIFICATE", der) }
  /// One line in the manner of RFC 4514, most specific attribute first, characters beyond ASCII readable.
  package var subject: String { content.subject }
  /// The most specific commonName.
  package var commonName: String? { content.commonName }
  /// Big-endian, without sign octet. Unique under one issuer.
  package var serialNumber: [UInt8] { content.serialNumber }
  /// Seconds since 1970; valid from this second on.
  package var notBefore: Int64 { content.notBefore }
  /// Seconds since 1970; valid to this second.
  package var notAfter: Int64 { content.notAfter }
  /// RFC 5280 §4.2.1.2.
  package var subjectKeyIdentifier: [UInt8]? {
    takeBytes(copenssl_certificate_subject_key_identifier(handle.pointer))
  }
  /// RFC 5280 §4.2.1.1.
  package var authorityKeyIdentifier: [UInt8]? {
    takeBytes(copenssl_certificate_authority_key_identifier(handle.pointer))
  }
  /// The dNSName entries of subjectAltName (RFC 5280 §4.2.1.6). Entries that are no printable ASCII are left out.
  package var dnsNames: [String] {
    let bytes = takeBytes(copenssl_certificate_dns_names(handle.pointer)) ?? []
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
  /// The purposes of the extended key usage, as dotted decimals; nil where the certificate does not say.
  package var purposes: [String]? {
    takeBytes(copenssl_certificate_purposes(handle.pointer)).map { bytes in
      bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
  }
  /// Whether it may be used for one of these: its extended key usage names one, or bounds nothing.
  package func allows(_ accepted: Set<CertificatePurpose>) -> Bool {
    guard let purposes else { return true }
    return purposes.contains(CertificatePurpose.any) || names(accepted)
  }
  /// Whether its extended key usage names one of these.
  package func names(_ accepted: Set<CertificatePurpose>) -> Bool {
    (purposes ?? []).contains { CertificatePurpose(rawValue: $0).map(accepted.contains) ?? false }
  }
  /// True when basicConstraints says cA, and keyUsage, if there, says keyCertSign.
  package var isAuthority: Bool { copenssl_certificate_is_authority(handle.pointer) == 1 }
  /// True when subject and issuer are the same name (RFC 5280 §3.2).
  package var isSelfIssued: Bool { copenssl_certificate_is_self_issued(handle.pointer) == 1 }
  /// SubjectPublicKeyInfo.
  package var publicKeyInfoDER: [UInt8] { content.publicKeyInfoDER }
  /// The same, read.
  package var publicKey: CertificatePublicKey { content.publicKey }
}

extension Certificate: Hashable {
  /// Two certificates are the same when their bytes are.
  package static func == (left: Certificate, right: Certificate) -> Bool {
    left.content === right.content || left.der == right.der
  }
  /// Hashes the bytes.
  package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
