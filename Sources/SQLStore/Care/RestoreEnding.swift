/// Something that ends when a database is restored from a backup.
package struct RestoreEnding: Sendable {
  /// What it is, for the operator.
  package let what: String
  /// Ends it; `$1` is now. Its rows are counted.
  package let statement: StaticString
  /// Whether it keeps people logged in, so that an operator may choose to keep it.
  package let isLogin: Bool

  package init(what: String, statement: StaticString, isLogin: Bool = false) {
    self.what = what
    self.statement = statement
    self.isLogin = isLogin
  }
}
