import Foundation
package import JOSE
import KeyCustody
package import LibCrypto

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
      // A clock a little behind must not find it not yet valid.
      return try authority.issue(
        .operatorClient, commonName: name, organization: "Tongzhao operators: \(role.rawValue)",
        publicKeyInfoDER: blocks[0], validFrom: (now - 300).seconds, days: days)
    } catch {
      throw OperatorRefusal.publicKeyUnreadable
    }
  }
}
