package import JOSE

/// What came of a command: for programs, for a person, for standard error.
package struct OperatorAnswer: Sendable {
  /// What `--json` prints.
  package let json: JSON
  /// What a person reads otherwise.
  package let lines: [String]
  /// What a person must also see; goes to standard error, with `--json` too.
  package let warnings: [String]
  /// Whether a check found something; the exit code is then 2.
  package let finding: Bool
  /// A file that was asked for; the asker's side writes it.
  package let content: OperatorContent?

  package init(
    json: JSON, lines: [String], warnings: [String] = [], finding: Bool = false, content: OperatorContent? = nil
  ) {
    self.json = json
    self.lines = lines
    self.warnings = warnings
    self.finding = finding
    self.content = content
  }
}
