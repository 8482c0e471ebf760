import Foundation

/// What is told to a person at a terminal, apart from answers.
enum Terminal {
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether what goes to standard error may be coloured: at a terminal that can, whose owner did not say otherwise
  /// (https://no-color.org).
  static var coloursErrors: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isErrorATerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// A refusal or a failure: red where that can be seen.
  static func refusal(_ text: String) {
    error(coloursErrors ? "\u{1B}[31m\(text)\u{1B}[0m" : text)
  }

  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
