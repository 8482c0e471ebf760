/// Why a database did not do what it was asked. The texts are for the operator and contain no values of rows.
package enum StoreError: Error, Sendable, Hashable {
  /// It cannot be reached, opened or written to.
  case unavailable(String)
  /// No room is left on its disk.
  case full
  /// The file, or a value in it, is not what it should be.
  case corrupt(String)
  /// A rule of the schema forbids the change; the name is the engine's (`table.column` or a constraint's name).
  case constraint(Constraint, name: String)
  /// Another process held the database for longer than we wait.
  case busy
  /// The SQL or its arguments are wrong: a mistake of ours.
  case statement(String)

  /// The kinds of rules that a schema has.
  package enum Constraint: String, Sendable, Hashable, CaseIterable {
    case unique, foreignKey, notNull, check, other
  }
}
