import Foundation
package import JOSE
import KeyCustody
import LibCrypto

/// Certificate authorities in a folder, for demonstrations, tests and small regions.
package enum AuthorityOperations {
  /// Makes a root in `folder`, unless there is one.
  /// - Returns: whether it was made.
  package static func create(folder: String, name: String, organization: String, at now: NumericDate) throws -> Bool {
    if FileManager.default.fileExists(atPath: folder + "/authority.pem") { return false }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // A clock a little behind must not find the root not yet valid.
    try LocalAuthority.create(
      folder: folder, commonName: name, organization: organization, at: now - 3600, days: 3650)
    return true
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
