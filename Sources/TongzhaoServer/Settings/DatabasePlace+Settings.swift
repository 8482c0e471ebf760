import Foundation
import SQLStore

extension DatabasePlace {
  /// As the settings say; nil when they are wrong.
  init?(_ reader: inout SettingsReader, passwordFile: String?) {
    let name = "database"
    guard let text = reader.requiredText(name, "the SQLite file, or postgresql://user@host/database without a password")
    else { return nil }
    guard PostgreSQLAddress.isOne(text) else {
      if passwordFile != nil { reader.wrong("database-password-file", "is for a database at postgresql://") }
      self = .file(text)
      return
    }
    do {
      let password = try passwordFile.map { try String(contentsOfFile: $0, encoding: .utf8) }
      self = .postgreSQL(
        try PostgreSQLAddress(text, password: password?.trimmingCharacters(in: .whitespacesAndNewlines)))
    } catch StoreError.unavailable(let reason) {
      reader.wrong(name, reason)
      return nil
    } catch {
      reader.wrong("database-password-file", "cannot be read")
      return nil
    }
  }
}
