import Crypto
import Foundation
package import JOSE

/// A symmetric key of one purpose: it authenticates, and it seals, by two keys derived from one stored secret.
package struct ServerSecret: Sendable, Redacted {
  /// What a thing it made names it by.
  package let id: String
  package let purpose: SecretPurpose
  package let activeFrom: NumericDate
  package let retiresAt: NumericDate?
  private let authentication: SymmetricKey
  private let sealing: SymmetricKey

  init(_ stored: StoredSecret, encryptionKeys: EncryptionKeyring) throws(SealRefusal) {
    let root = try encryptionKeys.open(
      stored.sealed, for: StoredSecret.sealingContext(stored.purpose, id: stored.id))
    self.init(
      root: root, id: stored.id, purpose: stored.purpose, activeFrom: stored.activeFrom, retiresAt: stored.retiresAt)
  }

  init(root: [UInt8], id: String, purpose: SecretPurpose, activeFrom: NumericDate, retiresAt: NumericDate?) {
    self.id = id
    self.purpose = purpose
    self.activeFrom = activeFrom
    self.retiresAt = retiresAt
    let root = SymmetricKey(data: root)
    func derived(_ what: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: root, info: Data("tongzhao secret \(purpose.rawValue) \(what)".utf8), outputByteCount: 32)
    }
    authentication = derived("authentication")
    sealing = derived("sealing")
  }

  /// HMAC-SHA-256 of the message; shortened to `length` bytes, of which 16 are enough for what is guessed online.
  package func authenticationCode(for message: [UInt8], length: Int = 32) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: authentication).prefix(length))
  }

  /// Whether `code`, of 16 to 32 bytes, is this message's; compared in constant time.
  package func isValid(_ code: [UInt8], for message: [UInt8]) -> Bool {
    guard (16...32).contains(code.count) else { return false }
    return constantTimeEquals(code, authenticationCode(for: message, length: code.count))
  }

  /// AES-256-GCM of the plaintext: nonce ‖ ciphertext ‖ tag.
  func seal(_ plaintext: [UInt8], associatedData: [UInt8]) throws -> [UInt8] {
    let box = try AES.GCM.seal(plaintext, using: sealing, authenticating: associatedData)
    return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  func open(_ sealed: [UInt8], associatedData: [UInt8]) throws(SealRefusal) -> [UInt8] {
    guard sealed.count >= 28 else { throw .malformed }
    do {
      let box = try AES.GCM.SealedBox(combined: Data(sealed))
      return Array(try AES.GCM.open(box, using: self.sealing, authenticating: associatedData))
    } catch {
      throw .altered
    }
  }

  package var description: String { "ServerSecret(\(purpose.rawValue) \(id))" }
}
