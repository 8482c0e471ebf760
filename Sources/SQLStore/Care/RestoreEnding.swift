/// Something that ends when a database is restored from a backup.
package struct RestoreEnding: Sendable {
  /// What it is, for the operator.
  package let what: String
  /// Ends it; `$1` is now. Its rows are counted.
  package let statement: StaticString
  /// Whether it keeps people logged in, so that an operator may choose to keep it.
  package let isLogin: Bool

  /// The table that it takes rows from; nil when it changes them.
  package var emptied: String? {
    let words = statement.description.split(whereSeparator: \.isWhitespace)
    return words.starts(with: ["DELETE", "FROM"]) ? words.dropFirst(2).first.map(String.init) : nil
  }

  package init(what: String, statement: StaticString, isLogin: Bool = false) {
    self.what = what
    self.statement = statement
    self.isLogin = isLogin
  }
}
