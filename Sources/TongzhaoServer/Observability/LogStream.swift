import Dispatch
import Foundation
import Synchronization

/// Where log lines go: gathered for a moment and written together, since a write for each line costs a busy server more
/// than making the line does.
///
/// What an operator must not miss is written before the call returns, and so is everything before it: order is kept. A
/// process that is killed loses a twentieth of a second of lines that say only that a request was answered; the audit
/// log is elsewhere.
package final class LogStream: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    var isExpected = false
  }

  /// Standard error, for the whole process; written out when the process ends.
  package static let standardError: LogStream = {
    atexit { LogStream.standardError.flush() }
    return LogStream { bytes in
      // There is nobody left to tell when this fails.
      try? FileHandle.standardError.write(contentsOf: bytes)
    }
  }()

  private let state = Mutex(State())
  private let turn = Mutex(())
  private let queue = DispatchQueue(label: "log", qos: .utility)
  private let pause: Int
  private let most: Int
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameters:
  ///   - pause: for how many milliseconds lines gather.
  ///   - most: with so many bytes waiting, whoever adds a line writes them all.
  package init(
    pause: Int = 50, most: Int = 64 * 1024, write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.pause = pause
    self.most = most
    self.write = write
  }

  /// Adds a line, with its end.
  func append(_ line: [UInt8], isUrgent: Bool) {
    enum Next { case wait, expect, write }
    let next = state.withLock { state -> Next in
      state.waiting += line
      if isUrgent || state.waiting.count >= most { return .write }
      if state.isExpected { return .wait }
      state.isExpected = true
      return .expect
    }
    switch next {
    case .wait: break
    case .expect: queue.asyncAfter(deadline: .now() + .milliseconds(pause)) { self.flush() }
    case .write: flush()
    }
  }

  /// Writes what waits.
  package func flush() {
    turn.withLock { _ in
      let bytes = state.withLock { state in
        defer {
          state.waiting.removeAll(keepingCapacity: true)
          state.isExpected = false
        }
        return state.waiting
      }
      if !bytes.isEmpty { write(bytes) }
    }
  }
}
