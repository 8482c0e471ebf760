import Crypto
import Foundation
import JOSE

/// The private half of a recovery key. It is made once, carried away, and never lies on a machine that serves.
package struct RecoveryKey: Sendable, Redacted {
  private static let prefix = "tongzhao-recovery-private-1 "

  private let key: Curve25519.KeyAgreement.PrivateKey

  /// A new key.
  package init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// Reads the key from a file that nobody but its owner can read.
  package init(file path: String) throws {
    let text = String(decoding: try PrivateFile.read(path, limit: 256), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix(Self.prefix), let raw = Base64URL.decode(String(text.dropFirst(Self.prefix.count))),
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: raw)
    else { throw PrivateFileError(path, .unexpectedContent) }
    self.key = key
  }

  /// Makes a key: the private half in a new file of mode 0600, the public half beside it in `<file>.pub`.
  @discardableResult
  package static func create(file path: String) throws -> RecoveryPublicKey {
    let made = RecoveryKey()
    let publicFile = path + ".pub"
    guard !FileManager.default.fileExists(atPath: publicFile) else {
      throw PrivateFileError(publicFile, .alreadyExists)
    }
    try PrivateFile.create(path, Array((prefix + Base64URL.encode(Array(made.key.rawRepresentation)) + "\n").utf8))
    let publicKey = try made.publicKey
    try PublicFile.create(publicFile, Array((publicKey.text + "\n").utf8))
    return publicKey
  }

  /// The half that servers have.
  package var publicKey: RecoveryPublicKey {
    get throws { try RecoveryPublicKey(raw: Array(key.publicKey.rawRepresentation)) }
  }

  /// Opens a data key that was wrapped for this key.
  func unwrap(_ wrapped: WrappedDataKey) throws(RecoveryRefusal) -> [UInt8] {
    do {
      var recipient = try HPKE.Recipient(
        privateKey: key, ciphersuite: WrappedDataKey.suite, info: Data(WrappedDataKey.purpose.utf8),
        encapsulatedKey: Data(wrapped.encapsulated))
      return Array(try recipient.open(Data(wrapped.sealed)))
    } catch {
      throw .altered
    }
  }
}
