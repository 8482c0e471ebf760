/// A store that has tables: the steps that make them, and what in them expires.
package protocol SQLTables {
  /// The steps, oldest first. New ones are added at the end.
  static var migrations: [Migration] { get }
  /// What may be deleted once its time has come.
  static var expiring: [ExpiringRows] { get }
}

extension SQLTables {
  package static var expiring: [ExpiringRows] { [] }
}
