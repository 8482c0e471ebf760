import JOSE
import Synchronization

/// The journal while one command is carried out: knows whether it was noted, and notes the reason that was given.
final class CommandJournal: OperatorJournal {
  private let journal: (any OperatorJournal)?
  private let reason: String?
  private let noted = Mutex(false)

  init(beneath journal: (any OperatorJournal)?, reason: String?) {
    self.journal = journal
    self.reason = reason
  }

  /// Whether the command has noted by itself what it did.
  var hasNoted: Bool { noted.withLock { $0 } }

  func note(_ action: OperatorAction, failure: String?, at now: NumericDate) async throws {
    noted.withLock { $0 = true }
    try await journal?.note(action.explained(by: reason), failure: failure, at: now)
  }
}
