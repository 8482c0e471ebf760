import Foundation
import Synchronization

/// A bar on standard error, only where that is a terminal.
final class ProgressBar: Sendable {
  private let total: Int
  private let shown = Mutex(-1)

  init(total: Int) { self.total = total }

  /// - Parameter note: what was done so far, in the unit that a person counts in.
  func show(_ done: Int, note: String) {
    guard Terminal.isErrorATerminal, total > 0 else { return }
    let percent = min(100, done * 100 / total)
    let isNew = shown.withLock { last in
      defer { last = percent }
      return last != percent
    }
    guard isNew else { return }
    let filled = percent * 40 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 40 - filled)
    FileHandle.standardError.write(Data("\r\(bar) \(percent)% \(note)".utf8))
  }

  func finish() {
    if shown.withLock({ $0 >= 0 }) { FileHandle.standardError.write(Data("\n".utf8)) }
  }
}
