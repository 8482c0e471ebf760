/// A store that has tables: the steps that make them, and what in them expires.
package protocol SQLTables {
  /// The steps, oldest first. New ones are added at the end.
  static var migrations: [Migration] { get }
  /// What may be deleted once its time has come.
  static var expiring: [ExpiringRows] { get }
  /// What must not live on when the database is restored from a backup: it may have been used up, or ended, in the time
  /// that was lost.
  static var endings: [RestoreEnding] { get }
}

extension SQLTables {
  package static var expiring: [ExpiringRows] { [] }
  package static var endings: [RestoreEnding] { [] }
}
