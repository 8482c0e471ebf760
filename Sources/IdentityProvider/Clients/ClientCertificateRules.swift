import JOSE
import LibCrypto
import OAuthHTTP

/// The two ways in which a certificate proves a client (RFC 8705 §2). That the caller holds its key is proved already.
enum ClientCertificateRules {
  /// `tls_client_auth` (§2.1): an authority that we believe says that this is the client.
  static func check(
    _ certificate: ClientCertificate?, bears name: CertificateName, trust: ClientCertificateTrust, at now: NumericDate
  ) throws(ClientAuthenticationRefusal) {
    guard let certificate else { throw .missingCertificate }
    let intermediates = certificate.intermediates + trust.intermediates
    do throws(ChainRejection) {
      _ = try CertificateChain.verify(
        leaf: certificate.leaf, intermediates: Array(intermediates.prefix(CertificateChain.maximumIntermediates)),
        anchors: trust.anchors, at: now.seconds, purposes: [.tlsClient])
    } catch {
      RefusalNotes.current?.add(
        RefusalNote(
          "client_certificate", expected: "one that leads to an authority of client-certificates.roots-file",
          received: "\(certificate.leaf.subject): \(error)"))
      throw refusal(error)
    }
    guard name.isBorne(by: certificate.leaf) else {
      RefusalNotes.current?.add(
        RefusalNote(
          "client_certificate", expected: "the registered name: \(name.explained)", received: certificate.leaf.subject))
      throw .otherCertificateName
    }
  }

  /// `self_signed_tls_client_auth` (§2.2): the client registered the certificate's key. Where it registered the
  /// certificate itself (`x5c`), it is that one.
  static func check(
    _ certificate: ClientCertificate?, isAmong keys: JWKSet, at now: NumericDate
  ) throws(ClientAuthenticationRefusal) {
    guard let leaf = certificate?.leaf else { throw .missingCertificate }
    // A key that cannot be registered, such as one of an unknown curve, is nobody's.
    guard let presented = try? VerificationKey(certificate: leaf) else { throw .unregisteredCertificate }
    let isRegistered = keys.keys.contains { jwk in
      guard jwk.key == presented else { return false }
      guard let registered = jwk.otherMembers["x5c"]?.array?.first?.string else { return true }
      return Base64.decode(registered) == leaf.der
    }
    guard isRegistered else {
      RefusalNotes.current?.add(
        RefusalNote(
          "client_certificate", expected: "a key of the client's jwks",
          received: "\(leaf.subject), key \(presented.thumbprint)"))
      throw .unregisteredCertificate
    }
    guard now.seconds >= leaf.notBefore else { throw .certificateNotYetValid }
    guard now.seconds <= leaf.notAfter else { throw .certificateExpired }
  }

  private static func refusal(_ rejection: ChainRejection) -> ClientAuthenticationRefusal {
    switch rejection {
    case .expired: .certificateExpired
    case .notYetValid: .certificateNotYetValid
    case .wrongPurpose, .wrongUsage: .certificatePurpose
    case .malformed, .untrustedAnchor, .badSignature, .notAnAuthority, .tooLong, .revoked, .revocationUnknown:
      .untrustedCertificate
    }
  }
}

extension CertificateName {
  /// For whoever asks why a certificate was refused.
  fileprivate var explained: String {
    switch self {
    case .subject: "tls_client_auth_subject_dn"
    case .dns(let name): "DNS \(name)"
    case .uri(let uri): "URI \(uri)"
    case .ip(let address): "IP \(address)"
    case .email(let address): "email \(address)"
    }
  }
}
