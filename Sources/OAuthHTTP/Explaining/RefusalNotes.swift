import OAuth
import Synchronization

/// Gathers, while a request is answered, why it is refused. It travels with ``RequestOrigin``, so that a check deep
/// inside can tell what it saw without every function between having to hand it on. Nothing is decided by it.
package final class RefusalNotes: Sendable {
  private struct State {
    var client: String?
    var error: String?
    var description: String?
    var diagnosis: String?
    var notes: [RefusalNote] = []
  }

  private let state = Mutex(State())
  private static let most = 16

  /// Those of the request that is being answered; nil outside of any.
  package static var current: RefusalNotes? { RequestOrigin.current?.notes }

  package init() {}

  /// A check that did not hold.
  package func add(_ note: RefusalNote) {
    state.withLock { if $0.notes.count < Self.most { $0.notes.append(note) } }
  }

  /// The registered client that the request is of.
  package func concerns(_ client: String) { state.withLock { $0.client = client } }

  /// What is answered; the first word counts, since a page is drawn from it.
  package func answers(_ error: String, _ description: String, diagnosis: String? = nil) {
    state.withLock {
      guard $0.error == nil else { return }
      $0.error = error
      $0.description = description
      $0.diagnosis = diagnosis
    }
  }

  /// The whole, when something was refused.
  package func refusal(requestID: String, route: String, status: Int) -> ExplainedRefusal? {
    state.withLock { state in
      guard state.error != nil || !state.notes.isEmpty else { return nil }
      return ExplainedRefusal(
        requestID: requestID, route: route, status: status, client: state.client, error: state.error,
        description: state.description, diagnosis: state.diagnosis, notes: state.notes)
    }
  }
}
