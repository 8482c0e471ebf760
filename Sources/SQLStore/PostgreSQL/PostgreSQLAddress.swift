import CPostgreSQL
import Foundation

/// Where a PostgreSQL database is: a connection URI with everything that libpq's parameters can say (several hosts, TLS,
/// a service of `pg_service.conf`), and a password that stands elsewhere.
///
/// A URI with a password in it is refused: settings are shown, logged and kept in backups.
package struct PostgreSQLAddress: Sendable, Hashable, CustomStringConvertible {
  /// A text that nothing prints.
  struct Password: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let revealed: String

    var description: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
  }

  /// The URI, without a password.
  package let description: String
  let password: Password?

  /// - Parameter uri: `postgresql://user@host/database?sslmode=verify-full`, for instance; `postgresql://?service=name`
  ///   takes everything from a service.
  /// - Throws: `StoreError.unavailable` with the reason why it cannot be used.
  package init(_ uri: String, password: String? = nil) throws(StoreError) {
    guard Self.isOne(uri) else { throw .unavailable("it must begin with postgresql://") }
    var hasPassword: Int32 = 0
    if let fault = cpostgresql_fault_of_address(uri, &hasPassword) {
      defer { free(fault) }
      throw .unavailable(String(cString: fault).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard hasPassword == 0 else { throw .unavailable("it must not hold the password") }
    description = uri
    self.password = password.map(Password.init(revealed:))
  }

  /// Whether a text is meant to be such an address and not a file's name.
  package static func isOne(_ text: String) -> Bool {
    text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
  }
}
