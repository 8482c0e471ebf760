import ArgumentParser
import Foundation
import TongzhaoServer

extension Terminal {
  /// Asks before something that cannot be taken back. Without a terminal nobody is asked, and `--yes` is needed.
  static func confirm(_ question: String, yes: Bool) throws {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      error("\(question) Say --yes where there is no terminal to ask at.")
      throw Outcome.unconfirmed
    }
    FileHandle.standardError.write(Data("\(question) [yes/no] ".utf8))
    guard readLine()?.lowercased() == "yes" else { throw Outcome.unconfirmed }
  }

  /// Runs what an operator asked; a refusal is told in sentences and has an exit code of its own.
  static func operating<T>(_ work: () async throws -> T) async throws -> T {
    do {
      return try await work()
    } catch let fault as any OperatorFault {
      for line in fault.lines { refusal(line) }
      throw fault.isRefusal ? Outcome.refused : Outcome.failed
    }
  }
}
