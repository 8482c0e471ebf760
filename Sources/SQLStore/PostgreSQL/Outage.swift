import Synchronization

/// When to look again for a database that cannot be reached: soon, then ever more rarely, and not everybody at once. All
/// connections of a process to one database share it: whoever finds the database again finds it for all.
final class Outage: Sendable {
  enum Advice: Equatable {
    case tryNow
    case wait(Duration)
    /// It has been away for longer than anybody waits.
    case giveUp
  }

  private struct State {
    var trouble = ""
    /// Whether waiting would mend nothing.
    var isHopeless = false
    var since: ContinuousClock.Instant?
    var next = ContinuousClock.Instant.now
    var tries = 0
  }

  /// For so long after it began everybody waits for its end; whoever comes later is refused between tries.
  private let patience: Duration
  private let state = Mutex(State())

  init(patience: Duration) {
    self.patience = patience
  }

  /// What went wrong last.
  var trouble: String { state.withLock { $0.trouble } }

  func advice(at now: ContinuousClock.Instant) -> Advice {
    state.withLock { state in
      guard let since = state.since, state.next > now else { return .tryNow }
      return state.isHopeless || state.next - since > patience ? .giveUp : .wait(state.next - now)
    }
  }

  /// A try has failed: the next one is due in 50 ms, 100 ms, … up to 2 s, less up to a half by chance.
  /// - Parameter isHopeless: until then everybody is refused, and nobody waits.
  func failed(_ trouble: String, isHopeless: Bool = false, at now: ContinuousClock.Instant) {
    state.withLock { state in
      state.trouble = trouble
      state.isHopeless = isHopeless
      // Those who tried at the same moment have made one try together.
      guard state.since == nil || state.next <= now else { return }
      state.since = state.since ?? now
      let longest = min(2_000, 50 << min(state.tries, 6))
      state.tries += 1
      state.next = now + .milliseconds(Int.random(in: longest / 2...longest))
    }
  }

  func ended() { state.withLock { $0 = State() } }
}
