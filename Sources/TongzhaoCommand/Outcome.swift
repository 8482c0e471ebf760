import ArgumentParser

/// The exit codes of operators' commands. Zero is done, 64 wrong use.
enum Outcome {
  /// It failed: a file, the database, a name that does not exist.
  static let failed = ExitCode(1)
  /// A check found something wrong; nothing was changed.
  static let faulty = ExitCode(2)
  /// A rule refused it; nothing was changed.
  static let refused = ExitCode(3)
  /// It was not confirmed; nothing was changed.
  static let unconfirmed = ExitCode(4)

  static let help = """
    Exit codes: 0 done, 1 failed, 2 a check found something, 3 refused by a rule, 4 not confirmed (1 to 4: nothing \
    was changed, the reason is on standard error), 64 wrong use of the command.
    """
}
