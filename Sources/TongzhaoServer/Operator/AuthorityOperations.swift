import Foundation
package import JOSE
import KeyCustody
package import LibCrypto

/// Certificate authorities in a folder, for demonstrations, tests and small regions.
package enum AuthorityOperations {
  /// Makes a root in `folder`, or an authority below that of the folder `parent`, unless there is one.
  /// - Returns: whether it was made.
  package static func create(
    folder: String, name: String, organization: String, algorithm: CertificateAuthority.Algorithm = .p256,
    under parent: String? = nil, at now: NumericDate
  ) throws -> Bool {
    if FileManager.default.fileExists(atPath: folder + "/authority.pem") { return false }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // A clock a little behind must not find the root not yet valid.
    let start = now - 3600
    if let parent {
      try LocalAuthority.create(
        folder: folder, under: parent, commonName: name, organization: organization, at: start, days: 3649)
    } else {
      try LocalAuthority.create(
        folder: folder, commonName: name, organization: organization, algorithm: algorithm, at: start, days: 3650)
    }
    return true
  }

  /// Writes the list of all certificates that the authority of `folder` has revoked: those of these files, each of its
  /// first certificate. It is good for `days`.
  package static func writeRevocationList(
    folder: String, revoking files: [String], to output: String, days: Int, at now: NumericDate
  ) throws {
    let revoked = try files.map { file in
      let text = try String(contentsOfFile: file, encoding: .utf8)
      guard let first = try Certificate.certificates(inPEM: text).first else { throw CocoaError(.fileReadCorruptFile) }
      return first
    }
    let list = try LocalAuthority.revocationList(folder: folder, revoking: revoked, at: now - 60, days: days)
    try PEM.text("X509 CRL", list.der).write(toFile: output, atomically: true, encoding: .utf8)
  }

  /// Issues a server certificate with a new key, unless both files are there.
  package static func certifyServer(
    folder: String, dnsNames: [String], ipAddresses: [String], certificate: String, key: String, at now: NumericDate
  ) throws {
    let files = FileManager.default
    if files.fileExists(atPath: certificate), files.fileExists(atPath: key) { return }
    let authority = try CertificateAuthority(
      certificatePEM: try String(contentsOfFile: folder + "/authority.pem", encoding: .utf8),
      privateKeyPEM: String(decoding: try PrivateFile.read(folder + "/authority.key"), as: UTF8.self))
    let name = dnsNames.first ?? ipAddresses.first ?? "localhost"
    let serverKey = try SigningKey.generate(.es256)
    // Browsers refuse server certificates that live longer than 398 days.
    let issued = try authority.issue(
      .server(dnsNames: dnsNames, ipAddresses: ipAddresses), commonName: name, organization: name,
      publicKeyInfoDER: serverKey.verificationKey.publicKeyInfoDER, validFrom: (now - 3600).seconds, days: 397)
    try PrivateFile.create(key, Array(PEM.text("PRIVATE KEY", serverKey.privateRepresentation).utf8))
    try issued.pem.write(toFile: certificate, atomically: true, encoding: .utf8)
  }
}
