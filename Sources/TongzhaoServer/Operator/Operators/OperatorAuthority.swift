import Foundation
package import JOSE
import KeyCustody
package import LibCrypto
import SQLStore

/// The authority that certifies operators. A certificate says who somebody is; what counts is the list of operators.
package struct OperatorAuthority: Sendable {
  private let authority: CertificateAuthority

  /// Opens the authority in a folder.
  package init(folder: String) throws {
    authority = try CertificateAuthority(
      certificatePEM: try String(contentsOfFile: folder + "/authority.pem", encoding: .utf8),
      privateKeyPEM: String(decoding: try PrivateFile.read(folder + "/authority.key"), as: UTF8.self))
  }

  /// A certificate for an operator's public key (PEM). Only the public key comes here.
  package func certify(
    _ name: String, role: OperatorRole, publicKeyPEM: String, days: Int, at now: NumericDate
  ) throws -> Certificate {
    guard let blocks = PEM.blocks("PUBLIC KEY", in: publicKeyPEM), blocks.count == 1 else {
      throw OperatorRefusal.publicKeyUnreadable
    }
    do {
      return try issue(name, role: role, publicKeyInfoDER: blocks[0], days: days, at: now)
    } catch {
      throw OperatorRefusal.publicKeyUnreadable
    }
  }

  /// Another certificate for the key of this one and for as many days.
  func renewed(
    _ certificate: Certificate, of known: StoredOperator, role: OperatorRole, at now: NumericDate
  ) throws -> Certificate {
    guard !known.hasFixedTerm else { throw OperatorRefusal.termIsFixed }
    let days = Int((certificate.notAfter - certificate.notBefore) / 86_400)
    return try issue(
      known.name, role: role, publicKeyInfoDER: certificate.publicKeyInfoDER, days: max(1, days), at: now)
  }

  private func issue(
    _ name: String, role: OperatorRole, publicKeyInfoDER: [UInt8], days: Int, at now: NumericDate
  ) throws -> Certificate {
    // A clock a little behind must not find it not yet valid.
    try authority.issue(
      .operatorClient, commonName: name, organization: "Tongzhao operators: \(role.rawValue)",
      publicKeyInfoDER: publicKeyInfoDER, validFrom: (now - 300).seconds, days: days)
  }
}
