import KeyCustody

extension ServerSettings {
  /// Files that nobody but the server may read. A credential is the service manager's, and guarded by it.
  var privateFiles: [String] {
    [keys.encryptionKey, keys.nextEncryptionKey].compactMap { source in
      switch source {
      case .file(let path), .wrapped(let path, _): path
      case .credential, nil: nil
      }
    } + [databasePasswordFile].compactMap(\.self) + authorityFolders.map { $0 + "/authority.key" }
  }

  /// The folders of authorities that this server uses.
  var authorityFolders: [String] { [authorityDirectory, operators.authority].compactMap(\.self) }
}
