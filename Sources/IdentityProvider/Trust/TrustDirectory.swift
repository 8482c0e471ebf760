package import ELicence
import Synchronization

/// The trust list of a running server, as the database has it and never waiting for it.
package final class TrustDirectory: Sendable {
  private struct State {
    var version = -1
    var accepted = TrustList(anchors: [])
    var followed = TrustList(anchors: [])
  }

  private let store: any TrustStore
  private let state = Mutex(State())

  /// Opens the list.
  package init(store: any TrustStore) async throws {
    self.store = store
    try await refresh()
  }

  /// Those whose licences are accepted.
  package var accepted: TrustList { state.withLock { $0.accepted } }

  /// Those whose status lists are believed for logins made before.
  package var followed: TrustList { state.withLock { $0.followed } }

  /// Takes up what changed in the database. When it fails, everything stays as it was.
  package func refresh() async throws {
    let version = try await store.version()
    guard version != state.withLock({ $0.version }) else { return }
    let entries = try await store.entries()
    let next = State(
      version: version, accepted: TrustList(anchors: entries.filter { $0.state == .active }.map(\.anchor)),
      followed: TrustList(anchors: entries.filter(\.state.keepsLogins).map(\.anchor)))
    state.withLock { if $0.version < next.version { $0 = next } }
  }

  /// Follows the database until the task is cancelled.
  package func run(
    every interval: Duration = .milliseconds(500), failed: @escaping @Sendable (any Error) -> Void
  ) async {
    while !Task.isCancelled {
      do { try await refresh() } catch is CancellationError { return } catch { failed(error) }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
