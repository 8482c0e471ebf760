import ArgumentParser
import Foundation
import JOSE

/// Where a person reads and types. With `--json` the output is for a program, and words for people go to standard error.
struct Terminal {
  /// The language of words for people.
  enum Language: String, ExpressibleByArgument, CaseIterable {
    case chinese = "zh"
    case english = "en"

    /// Chinese, unless the environment asks for English.
    static var ofEnvironment: Language {
      let environment = ProcessInfo.processInfo.environment
      let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
      return wanted?.hasPrefix("en") ?? false ? .english : .chinese
    }
  }

  let language: Language
  let isJSON: Bool

  /// Whether somebody can be asked.
  var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

  func word(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }

  /// One line for a person.
  func say(_ chinese: String, _ english: String) { say(word(chinese, english)) }

  func say(_ line: String) {
    if isJSON { Self.complain(line) } else { print(line) }
  }

  /// What the command is for: JSON for a program, lines for a person.
  func result(_ json: JSONObject, _ lines: () -> Void) {
    if isJSON { print(JSON.object(json).text) } else { lines() }
  }

  func report(_ failure: CommandFailure) {
    guard isJSON else {
      Self.complain(word(failure.chinese, failure.english))
      return
    }
    let json: JSONObject = [
      "error": .string(failure.name), "sentence": .string(failure.chinese), "sentence_en": .string(failure.english),
    ]
    print(JSON.object(json.merging(failure.details)).text)
  }

  /// One line on standard error.
  static func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  /// A question, answered by y or n. Everything but a clear yes is a no.
  func confirms(_ chinese: String, _ english: String) -> Bool {
    let answer = ask(word(chinese, english) + " [y/N] ").lowercased()
    return ["y", "yes", "是", "同意"].contains(answer)
  }

  /// A question, answered by a line.
  func ask(_ prompt: String) -> String {
    FileHandle.standardError.write(Data(prompt.utf8))
    return readLine(strippingNewline: true) ?? ""
  }

  /// One of several lines, by its number; nil when none is chosen.
  func choose(_ lines: [String], _ chinese: String, _ english: String) -> Int? {
    for (index, line) in lines.enumerated() { Self.complain("  \(index + 1)  \(line)") }
    guard let number = Int(ask(word(chinese, english))), lines.indices.contains(number - 1) else { return nil }
    return number - 1
  }

  /// A question whose answer is not shown.
  func hidden(_ chinese: String, _ english: String) -> String {
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return ask(word(chinese, english)) }
    var concealed = shown
    concealed.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &concealed)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      Self.complain("")
    }
    return ask(word(chinese, english))
  }
}
