/// A credential from the service manager (systemd.exec(5), "Credentials").
package enum Credential {
  /// Why there is none.
  package enum Absence: Error, Sendable, Hashable, CustomStringConvertible {
    /// The process was not started with credentials.
    case noFolder
    /// The name is no single file name.
    case unusableName(String)

    package var description: String {
      switch self {
      case .noFolder: "no credentials were handed over: CREDENTIALS_DIRECTORY is not set (LoadCredential= in the unit)"
      case .unusableName(let name): "\(name) cannot be the name of a credential"
      }
    }
  }

  /// The file of a credential in the folder that `$CREDENTIALS_DIRECTORY` named.
  package static func path(_ name: String, in folder: String?) throws(Absence) -> String {
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else { throw .unusableName(name) }
    guard let folder, folder.hasPrefix("/") else { throw .noFolder }
    return folder + "/" + name
  }
}
