import ArgumentParser
import Foundation
import LicenceIssuer

/// What is told to a person at a terminal, apart from answers.
enum Terminal {
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Runs what a registrar asked; a refusal is told in both languages.
  static func explaining<T>(_ work: () async throws -> T) async throws -> T {
    do {
      return try await work()
    } catch let refusal as RegistryRefusal {
      error("\(refusal.chinese) / \(refusal.english)")
    } catch let refusal as OfferRefusal {
      error("\(refusal.chinese) / \(refusal.english)")
    }
    throw ExitCode.failure
  }
}
