import JOSE
import Synchronization

/// Carries out the schedule beside following the ring, one round at a time. A round may take as long as a token or an
/// authority likes, and nothing that the database says may wait for it.
final class KeyRingTending: Sendable {
  private struct State {
    var round: Task<Void, Never>?
    var pausedUntil = NumericDate(.min)
  }

  // What failed once, an authority that cannot be read for instance, is not tried twice a second.
  private static let pause = 10
  private let failed: @Sendable (any Error) -> Void
  private let state = Mutex(State())

  init(failed: @escaping @Sendable (any Error) -> Void) { self.failed = failed }

  /// Whether a round is going on.
  var isBusy: Bool { state.withLock { $0.round != nil } }

  /// Whether a round may begin.
  func isFree(at now: NumericDate) -> Bool { state.withLock { $0.round == nil && $0.pausedUntil <= now } }

  /// Begins a round, unless one is going on.
  func begin(at now: NumericDate, _ round: @escaping @Sendable () async throws -> Void) {
    state.withLock { state in
      guard state.round == nil else { return }
      state.pausedUntil = now + Self.pause
      state.round = Task {
        do {
          try await round()
          self.end(pausedUntil: now)
        } catch {
          if !Task.isCancelled { self.failed(error) }
          self.end(pausedUntil: nil)
        }
      }
    }
  }

  private func end(pausedUntil: NumericDate?) {
    state.withLock { state in
      state.round = nil
      if let pausedUntil { state.pausedUntil = pausedUntil }
    }
  }

  /// Cancels the round that is going on and waits for it, so that the database is not closed under it; but not for longer
  /// than `limit`, for who asks a token that hangs cannot be ended, and the process must stop all the same.
  func stop(within limit: Duration = .seconds(2)) async {
    guard let round = state.withLock({ $0.round }) else { return }
    round.cancel()
    // A task of its own: whoever stops is cancelled, and could not sleep.
    await Task {
      let end = ContinuousClock.now + limit
      while isBusy, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
    }.value
  }
}
