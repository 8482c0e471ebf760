import Foundation
package import LibCrypto

/// Where a key-encryption key comes from. Never from the settings' text, a variable's value or the command line.
package enum EncryptionKeySource: Sendable {
  /// A file of mode 0600.
  case file(String)
  /// A credential that the service manager hands over (systemd's `LoadCredential=`, `LoadCredentialEncrypted=`): the
  /// file of this name in `$CREDENTIALS_DIRECTORY`.
  case credential(name: String, folder: String?)
  /// A file that only a key in a token can open.
  case wrapped(String, HardwareToken)

  /// The key; a wrapped one asks the token, which takes its time.
  package func load() throws -> KeyEncryptionKey {
    switch self {
    case .file(let path): try KeyEncryptionKey(file: path)
    case .credential(let name, let folder): try KeyEncryptionKey(credential: try Credential.path(name, in: folder))
    case .wrapped(let path, let token):
      try KeyEncryptionKey(unwrapping: WrappedKeyFile(file: path), by: token)
    }
  }

  /// Whether its file can be used; a token is not asked.
  package func check() throws {
    switch self {
    case .file, .credential: _ = try load()
    case .wrapped(let path, _): _ = try WrappedKeyFile(file: path)
    }
  }

  /// Whether there is anything to load yet: the file of the next key may be put there long after the setting.
  package var isThere: Bool {
    switch self {
    case .file(let path), .wrapped(let path, _): FileManager.default.fileExists(atPath: path)
    case .credential(let name, let folder):
      (try? Credential.path(name, in: folder)).map { FileManager.default.fileExists(atPath: $0) } ?? false
    }
  }
}

extension EncryptionKeySource: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let path): path
    case .credential(let name, _): "the credential \(name)"
    case .wrapped(let path, _): "\(path), which the token opens"
    }
  }
}
