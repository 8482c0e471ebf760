import Crypto
import Foundation
import JOSE

// Recovery: what leaves the machine as a backup opens only for keys that are kept away from it. A server has the public
// half and can seal; who restores has the private half. `StreamSealer` and `StreamOpener` do the sealing, chunk by chunk.

/// The public half of a recovery key: backups are sealed for it (X25519, HPKE of RFC 9180).
package struct RecoveryPublicKey: Sendable, Hashable {
  static let prefix = "tongzhao-recovery-public-1 "

  let raw: [UInt8]

  init(raw: [UInt8]) throws(RecoveryRefusal) {
    guard (try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: raw)) != nil else { throw .notAKey }
    self.raw = raw
  }

  /// Reads the one line of a public key file.
  package init(text: String) throws(RecoveryRefusal) {
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard line.hasPrefix(Self.prefix), let raw = Base64URL.decode(String(line.dropFirst(Self.prefix.count))) else {
      throw .notAKey
    }
    try self.init(raw: raw)
  }

  /// A short name: it finds the private half, and decides nothing.
  package var id: String { Base64URL.encode(Array(Digests.sha256(raw).prefix(9))) }

  /// The line that a public key file holds.
  package var text: String { Self.prefix + Base64URL.encode(raw) }
}
