package import JOSE
package import OAuth
import Synchronization

/// Notes which clients fetch which keys, so that an operator knows who is ready before a key signs.
///
/// A client says who it is by `?client=` at the key set. That is a statement and no proof: it can make a client look
/// ready that is not, which an early promotion would show and the schedule would not. A name that is no client's is not
/// noted: strangers make up as many as they like. Nothing is written while a request is answered; a client is written at
/// most once a minute, unless it was given other keys.
package final class KeyFetches: Sendable {
  private struct State {
    var waiting: [ClientID: ClientSighting] = [:]
    var noted: [ClientID: (at: NumericDate, kids: [String])] = [:]
  }

  /// No more clients than this many are held.
  private static let most = 4_096
  private static let pause = 60

  private let store: any KeyFetchStore
  private let clients: ClientDirectory
  private let state = Mutex(State())

  /// Notes those of `clients` in `store`.
  package init(store: any KeyFetchStore, clients: ClientDirectory) {
    self.store = store
    self.clients = clients
  }

  /// Who called itself `client` was given these keys. Whoever cannot be looked up now is noted the next time: the keys
  /// themselves need no database.
  package func fetched(_ client: ClientID, kids: [String], at now: NumericDate) async {
    let isNoted = state.withLock { state in
      if let known = state.noted[client] { known.kids == kids && now - known.at < Self.pause } else { false }
    }
    guard !isNoted, let known = try? await clients.client(client, at: now), known.id == client else { return }
    state.withLock { state in
      guard state.waiting.count < Self.most || state.waiting[client] != nil else { return }
      state.waiting[client] = ClientSighting(client: client, at: now, kids: kids)
    }
  }

  /// A client proved itself.
  package func seen(_ client: ClientID, at now: NumericDate) {
    state.withLock { state in
      if let known = state.noted[client], now - known.at < Self.pause { return }
      guard state.waiting[client] == nil, state.waiting.count < Self.most else { return }
      state.waiting[client] = ClientSighting(client: client, at: now)
    }
  }

  /// Writes what was noticed since the last time.
  package func write() async throws {
    let sightings = state.withLock { state in
      let waiting = Array(state.waiting.values)
      state.waiting.removeAll(keepingCapacity: true)
      if state.noted.count + waiting.count > Self.most { state.noted.removeAll(keepingCapacity: true) }
      for sighting in waiting {
        let kids = sighting.kids.isEmpty ? state.noted[sighting.client]?.kids ?? [] : sighting.kids
        state.noted[sighting.client] = (sighting.at, kids)
      }
      return waiting
    }
    if !sightings.isEmpty { try await store.note(sightings) }
  }

  /// Writes every second until the task is cancelled, and once more at the end.
  package func run(every interval: Duration = .seconds(1), failed: @escaping @Sendable (any Error) -> Void) async {
    var isRunning = true
    while isRunning {
      do { try await Task.sleep(for: interval) } catch { isRunning = false }
      do { try await write() } catch is CancellationError { return } catch { failed(error) }
    }
  }
}
