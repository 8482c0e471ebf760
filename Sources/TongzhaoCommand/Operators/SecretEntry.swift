import ArgumentParser
import Foundation
import KeyCustody

/// How a person gives what must not stand on the command line.
enum SecretEntry {
  /// A passphrase: from a private file, or typed unseen.
  static func passphrase(_ file: String?, confirming: Bool = false) throws -> String {
    let told = file ?? ProcessInfo.processInfo.environment["TONGZHAO_OPERATOR_PASSPHRASE_FILE"]
    if let told {
      return String(decoding: try PrivateFile.read(told), as: UTF8.self).trimmingCharacters(in: .newlines)
    }
    guard isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("say --passphrase-file where there is no terminal to ask at")
    }
    let typed = try unseen("Passphrase: ")
    if confirming, try unseen("Once more: ") != typed { throw ValidationError("these were two different passphrases") }
    return typed
  }

  /// A one-time code: typed, or the first line of standard input. It is good once.
  static func code() throws -> String {
    if isatty(STDIN_FILENO) == 1 { FileHandle.standardError.write(Data("Code of the authenticator app: ".utf8)) }
    guard let line = readLine() else { throw ValidationError("there is no code on standard input") }
    return line.filter { $0 != " " }
  }

  private static func unseen(_ question: String) throws -> String {
    guard let typed = getpass(question) else { throw ValidationError("nothing could be read from the terminal") }
    return String(cString: typed)
  }
}
