import Synchronization

/// What is stopped, for every request of a running server: as the database has it, and never waiting for it. However
/// many requests there are, the database is asked one number four times a second.
package final class EmergencyDirectory: Sendable {
  private let store: any EmergencyStore
  private let present: Mutex<EmergencyState>

  /// Opens it, so that a server that starts during a lockdown begins locked.
  package init(store: any EmergencyStore) async throws {
    self.store = store
    present = Mutex(try await store.state())
  }

  /// What is stopped now.
  package var state: EmergencyState { present.withLock { $0 } }

  /// The lockdown, where it stops this.
  package func lockdown(stopping activity: Lockdown.Activity) -> Lockdown? {
    present.withLock { state in state.lockdown.flatMap { $0.stops(activity) ? $0 : nil } }
  }

  /// Whether this enterprise's licences are blocked.
  package func isBlocked(_ uscc: String) -> Bool { present.withLock { $0.blocked[uscc] != nil } }

  /// Takes up what changed in the database. When it fails, everything stays as it was.
  package func refresh() async throws {
    guard try await store.version() != present.withLock({ $0.version }) else { return }
    let next = try await store.state()
    // Two refreshes may overtake each other; the newer one stays.
    present.withLock { if $0.version < next.version { $0 = next } }
  }

  /// Follows the database until the task is cancelled.
  package func run(
    every interval: Duration = .milliseconds(250), failed: @escaping @Sendable (any Error) -> Void
  ) async {
    while !Task.isCancelled {
      do { try await refresh() } catch is CancellationError { return } catch { failed(error) }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
