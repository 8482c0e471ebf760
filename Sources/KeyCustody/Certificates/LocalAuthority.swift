package import JOSE
package import LibCrypto

/// A certificate authority in a folder: `authority.pem` (its certificate, then those of the authorities above it, if
/// any) and `authority.key` (mode 0600). For a small region, a demonstration, a test.
package struct LocalAuthority: CertificateIssuing {
  private let authority: CertificateAuthority
  private let above: [Certificate]
  private let names: CertificateNames

  /// Its own certificate.
  package var certificate: Certificate { authority.certificate }

  /// Opens the authority in `folder`; its certificates will carry `names`.
  package init(folder: String, names: CertificateNames) throws {
    let (authority, chain) = try Self.opened(folder)
    self.authority = authority
    above = Array(chain.dropFirst())
    self.names = names
  }

  /// Makes a root and puts it into `folder`, which exists. Never overwrites.
  @discardableResult
  package static func create(
    folder: String, commonName: String, organization: String, algorithm: CertificateAuthority.Algorithm = .p256,
    at now: NumericDate, days: Int
  ) throws -> Certificate {
    let root = try CertificateAuthority.makeRoot(
      commonName: commonName, organization: organization, validFrom: now.seconds, days: days, algorithm: algorithm)
    try keep(root, under: [], in: folder)
    return root.certificate
  }

  /// Makes an authority below the one of another folder, with a key of the same kind, and puts it into `folder`, which
  /// exists. It lives no longer than the one above. Never overwrites.
  @discardableResult
  package static func create(
    folder: String, under parent: String, commonName: String, organization: String, at now: NumericDate, days: Int
  ) throws -> Certificate {
    let (above, chain) = try opened(parent)
    let made = try above.makeIntermediate(
      commonName: commonName, organization: organization, validFrom: now.seconds, days: days)
    try keep(made, under: chain, in: folder)
    return made.certificate
  }

  /// A list of what the authority of `folder` has revoked, all of it, in PEM.
  package static func revocationList(
    folder: String, revoking certificates: [Certificate], at now: NumericDate, days: Int
  ) throws -> CertificateRevocationList {
    let (authority, _) = try opened(folder)
    return try authority.revocationList(
      revoking: certificates.map { ($0.serialNumber, now.seconds) }, thisUpdate: now.seconds,
      nextUpdate: now.seconds + Int64(days) * 86_400)
  }

  /// The authority of a folder, and its certificate followed by those above it.
  private static func opened(_ folder: String) throws -> (CertificateAuthority, [Certificate]) {
    let pem = String(decoding: try PublicFile.read(certificateFile(folder)), as: UTF8.self)
    let key = String(decoding: try PrivateFile.read(keyFile(folder)), as: UTF8.self)
    let certificates = try Certificate.certificates(inPEM: pem)
    guard let own = certificates.first else { throw PrivateFileError(certificateFile(folder), .unexpectedContent) }
    return (try CertificateAuthority(certificatePEM: own.pem, privateKeyPEM: key), certificates)
  }

  private static func keep(_ made: CertificateAuthority, under chain: [Certificate], in folder: String) throws {
    // The key first: an authority without a certificate is noticed, one without a key perhaps not for months.
    try PrivateFile.create(keyFile(folder), Array(made.privateKeyPEM.utf8))
    let pem = ([made.certificate] + chain).map(\.pem).joined()
    try PublicFile.create(certificateFile(folder), Array(pem.utf8))
  }

  package func certificateChain(for request: CertificateRequest) async throws -> [Certificate] {
    let day = 86_400
    let days = (request.validUntil - request.validFrom + day - 1) / day
    guard request.validFrom + days * day <= NumericDate(authority.certificate.notAfter) else {
      throw KeyCustodyError.authorityExpires(request.slot.use)
    }
    let own = try authority.issue(
      profile(for: request.slot.use), commonName: names.commonName, organization: names.organization,
      publicKeyInfoDER: request.publicKeyInfoDER, validFrom: request.validFrom.seconds, days: days)
    // The anchor is what verifiers have by themselves; shown to them it would prove nothing.
    return [own] + ([authority.certificate] + above).filter { !$0.isSelfIssued }
  }

  private func profile(for use: KeyUse) -> CertificateProfile {
    switch use {
    case .requestObject: .requestObjects(dnsNames: names.dnsNames)
    case .statusList: .statusLists
    case .token, .credential, .audit: .credentials
    }
  }

  private static func certificateFile(_ folder: String) -> String { folder + "/authority.pem" }
  private static func keyFile(_ folder: String) -> String { folder + "/authority.key" }
}
