import COpenSSL

/// A certificate authority with a P-256 or an SM2 key: makes intermediates, leaves and revocation lists, for a region that runs
/// its own and for demonstrations. The profile is RFC 5280's: critical basicConstraints and keyUsage, key identifiers.
package struct CertificateAuthority: Sendable {
  /// The authority's own certificate.
  package let certificate: Certificate
  /// Its key, unencrypted: to be sealed by whoever keeps it.
  package let privateKeyPKCS8DER: [UInt8]
  /// What it signs with.
  package let algorithm: Algorithm
  let key: KeyHandle

  /// What an authority signs with. What it makes below itself has a key of the same kind.
  package enum Algorithm: Sendable, Hashable, CaseIterable { case p256, sm2 }

  /// Refuses a certificate that is no authority, and a key that is of neither kind or not the certificate's.
  package init(certificate: Certificate, privateKeyPKCS8DER: [UInt8]) throws(LibCryptoError) {
    let operation = "take up a certificate authority"
    let key = try KeyHandle(pkcs8DER: privateKeyPKCS8DER)
    guard let algorithm = Self.algorithm(of: key) else {
      throw LibCryptoError(operation: operation, reason: "the key is neither of P-256 nor of SM2")
    }
    guard certificate.isAuthority else {
      throw LibCryptoError(operation: operation, reason: "the certificate is not an authority's")
    }
    guard try key.publicKeyInfoDER() == certificate.publicKeyInfoDER else {
      throw LibCryptoError(operation: operation, reason: "the key is not the certificate's")
    }
    self.certificate = certificate
    self.privateKeyPKCS8DER = try key.pkcs8DER()
    self.key = key
    self.algorithm = algorithm
  }

  /// The same from PEM; the key's label is `PRIVATE KEY`.
  package init(certificatePEM: String, privateKeyPEM: String) throws(LibCryptoError) {
    guard let blocks = PEM.blocks("PRIVATE KEY", in: privateKeyPEM), blocks.count == 1 else {
      throw LibCryptoError(operation: "read a PKCS#8 key", reason: "not one undamaged PEM block")
    }
    try self.init(certificate: try Certificate(pem: certificatePEM), privateKeyPKCS8DER: blocks[0])
  }

  /// PKCS#8 in RFC 7468's form, unencrypted.
  package var privateKeyPEM: String { PEM.text("PRIVATE KEY", privateKeyPKCS8DER) }

  /// A new self-signed root with a new key.
  package static func makeRoot(
    commonName: String, organization: String, validFrom: Int64, days: Int, algorithm: Algorithm = .p256
  ) throws(LibCryptoError) -> CertificateAuthority {
    let key = try newKey(algorithm)
    let draft = try CertificateDraft(
      commonName: commonName, organization: organization, key: key, validFrom: validFrom, days: days)
    return CertificateAuthority(try draft.signedByItself(with: key), try key.pkcs8DER(), key, algorithm)
  }

  /// A new authority below this one, with a new key. `pathLength` bounds how many authorities may follow below it, and
  /// `purposes`, where any are given, what it may certify for.
  package func makeIntermediate(
    commonName: String, organization: String? = nil, validFrom: Int64, days: Int, pathLength: Int? = nil,
    purposes: [CertificatePurpose] = []
  ) throws(LibCryptoError) -> CertificateAuthority {
    let key = try CertificateAuthority.newKey(algorithm)
    let draft = try CertificateDraft(
      commonName: commonName, organization: organization, key: key, validFrom: validFrom, days: days, under: certificate
    )
    for purpose in purposes { try draft.add(purpose: purpose) }
    let made = try draft.signed(.authority(pathLength: pathLength), by: self)
    return CertificateAuthority(made, try key.pkcs8DER(), key, algorithm)
  }

  /// A leaf for somebody's public key (SubjectPublicKeyInfo): RSA of 2048 bits or more, P-256, Ed25519 or SM2. It never
  /// outlives this authority.
  package func issue(
    _ profile: CertificateProfile, commonName: String, organization: String, publicKeyInfoDER: [UInt8],
    validFrom: Int64, days: Int
  ) throws(LibCryptoError) -> Certificate {
    let key = try KeyHandle(publicKeyInfoDER: publicKeyInfoDER)
    switch key.kind {
    case .p256, .ed25519, .sm2: break
    case .rsa:
      _ = try RSAPublicKey(
        modulus: takeBytes(copenssl_key_rsa_modulus(key.pointer)) ?? [],
        exponent: takeBytes(copenssl_key_rsa_exponent(key.pointer)) ?? [])
    case .other: throw LibCryptoError(operation: "issue a certificate", reason: "the key is of no accepted kind")
    }
    let draft = try CertificateDraft(
      commonName: commonName, organization: organization, key: key, validFrom: validFrom, days: days, under: certificate
    )
    for name in profile.dnsNames { try draft.add(dnsName: name) }
    for address in profile.ipAddresses { try draft.add(ipAddress: address) }
    try draft.add(purpose: profile.purpose)
    return try draft.signed(.signature, by: self)
  }

  /// A complete list of what this authority has revoked.
  package func revocationList(
    revoking entries: [(serial: [UInt8], at: Int64)], thisUpdate: Int64, nextUpdate: Int64
  ) throws(LibCryptoError) -> CertificateRevocationList {
    let operation = "make a revocation list"
    guard thisUpdate < nextUpdate else {
      throw LibCryptoError(operation: operation, reason: "the next update is not after this one")
    }
    guard let draft = copenssl_crl_draft_new(certificate.handle.pointer, thisUpdate, nextUpdate) else {
      throw .last(operation)
    }
    defer { copenssl_crl_draft_free(draft) }
    for entry in entries {
      guard copenssl_crl_draft_add(draft, entry.serial, entry.serial.count, entry.at) == 1 else {
        throw .last(operation)
      }
    }
    guard let der = takeBytes(copenssl_crl_draft_sign(draft, key.pointer)) else { throw .last(operation) }
    return try CertificateRevocationList(der: der)
  }

  private init(
    _ certificate: Certificate, _ privateKeyPKCS8DER: [UInt8], _ key: KeyHandle, _ algorithm: Algorithm
  ) {
    self.certificate = certificate
    self.privateKeyPKCS8DER = privateKeyPKCS8DER
    self.key = key
    self.algorithm = algorithm
  }

  private static func algorithm(of key: KeyHandle) -> Algorithm? {
    switch key.kind {
    case .p256: .p256
    case .sm2: .sm2
    case .rsa, .ed25519, .other: nil
    }
  }

  private static func newKey(_ algorithm: Algorithm) throws(LibCryptoError) -> KeyHandle {
    switch algorithm {
    case .p256: try KeyHandle(taking: copenssl_key_generate_p256(), operation: "generate a P-256 key")
    case .sm2: try KeyHandle(taking: copenssl_key_generate_sm2(), operation: "generate an SM2 key")
    }
  }
}
