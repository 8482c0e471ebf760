import Foundation

/// What is told to a person at a terminal, apart from answers.
enum Terminal {
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
