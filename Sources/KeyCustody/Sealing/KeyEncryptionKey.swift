import Crypto
import Foundation
import JOSE
package import LibCrypto

// Sealing: what lies in the database is useless without a key that does not.
// `KeyEncryptionKey` seals and opens, `SealedBytes` is what is stored; the ring and the secrets are its users.

/// The key that seals all other keys. It lives outside the database, in a file of its own.
package struct KeyEncryptionKey: Sendable, Redacted {
  private static let length = 32

  private let key: SymmetricKey
  private let idBytes: [UInt8]

  /// A name for it that gives nothing away.
  package var id: String { Base64URL.encode(idBytes) }

  /// Takes 32 random bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    let root = SymmetricKey(data: bytes)
    // The id is derived beside the key, not from it: it may be shown.
    key = HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data("tongzhao kek seal".utf8), outputByteCount: 32)
    let id = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: root, info: Data("tongzhao kek id".utf8), outputByteCount: SealedBytes.idLength)
    idBytes = id.withUnsafeBytes { Array($0) }
  }

  /// Reads the key from a file that nobody but its owner can read: 32 bytes, or their base64url on one line.
  package init(file path: String) throws(PrivateFileError) {
    try self.init(content: try PrivateFile.read(path, limit: 256), of: path)
  }

  /// Reads the key from a credential's file.
  package init(credential path: String) throws(PrivateFileError) {
    try self.init(content: try PrivateFile.read(path, limit: 256, asCredential: true), of: path)
  }

  private init(content: [UInt8], of path: String) throws(PrivateFileError) {
    if let key = KeyEncryptionKey(bytes: content) {
      self = key
      return
    }
    let line = content.reversed().drop { [0x0a, 0x0d, 0x20].contains($0) }.reversed()
    guard let bytes = Base64URL.decode(String(decoding: line, as: UTF8.self)), let key = KeyEncryptionKey(bytes: bytes)
    else { throw PrivateFileError(path, .unexpectedContent) }
    self = key
  }

  /// What a token opened: the key's 32 bytes.
  init(unwrapping file: WrappedKeyFile, by token: HardwareToken) throws {
    guard let key = KeyEncryptionKey(bytes: try file.opened(by: token)) else {
      throw PrivateFileError(file.path, .unexpectedContent)
    }
    self = key
  }

  /// Makes a new key and a pair of RSA keys in the token that opens it; the key itself is written nowhere.
  @discardableResult
  package static func create(wrappedFile path: String, for token: HardwareToken) throws -> KeyEncryptionKey {
    let bytes = Random.bytes(length)
    guard let key = KeyEncryptionKey(bytes: bytes) else { throw PrivateFileError(path, .unexpectedContent) }
    try WrappedKeyFile(wrapping: bytes, for: token, path: path).write()
    return key
  }

  /// Makes a new key in a new file, mode 0600.
  @discardableResult
  package static func create(file path: String) throws(PrivateFileError) -> KeyEncryptionKey {
    try PrivateFile.create(path, Array((Base64URL.encode(Random.bytes(length)) + "\n").utf8))
    return try KeyEncryptionKey(file: path)
  }

  /// Seals `plaintext` for one row of one table.
  package func seal(_ plaintext: [UInt8], for context: SealingContext) throws -> SealedBytes {
    let box = try AES.GCM.seal(plaintext, using: key, authenticating: associatedData(context))
    return SealedBytes(keyID: idBytes, box: Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
  }

  /// Opens what this key sealed for that row.
  package func open(_ sealed: SealedBytes, for context: SealingContext) throws(SealRefusal) -> [UInt8] {
    guard sealed.bytes.first == SealedBytes.version, sealed.box.count >= 28 else { throw .malformed }
    guard Array(sealed.keyID) == idBytes else { throw .otherKey }
    do {
      let box = try AES.GCM.SealedBox(combined: Data(sealed.box))
      return Array(try AES.GCM.open(box, using: key, authenticating: associatedData(context)))
    } catch {
      throw .altered
    }
  }

  private func associatedData(_ context: SealingContext) -> Data {
    Data([SealedBytes.version] + idBytes + context.associatedData)
  }
}
