/// When to look again for a database that cannot be reached: soon, then ever more rarely, and not everybody at once.
struct Outage {
  enum Advice: Equatable {
    case tryNow
    case wait(Duration)
    /// It has been away for longer than anybody waits.
    case giveUp
  }

  /// For so long after it began everybody waits for its end; whoever comes later is refused between tries.
  let patience: Duration
  private(set) var trouble = ""
  /// Whether waiting would mend nothing.
  private var isHopeless = false
  private var since: ContinuousClock.Instant?
  private var next = ContinuousClock.Instant.now
  private var tries = 0

  init(patience: Duration) {
    self.patience = patience
  }

  func advice(at now: ContinuousClock.Instant) -> Advice {
    guard let since, next > now else { return .tryNow }
    return isHopeless || next - since > patience ? .giveUp : .wait(next - now)
  }

  /// A try has failed: the next one is due in 50 ms, 100 ms, … up to 2 s, less up to a half by chance.
  /// - Parameter isHopeless: until then everybody is refused, and nobody waits.
  mutating func failed(_ trouble: String, isHopeless: Bool = false, at now: ContinuousClock.Instant) {
    self.trouble = trouble
    self.isHopeless = isHopeless
    since = since ?? now
    let longest = min(2_000, 50 << min(tries, 6))
    tries += 1
    next = now + .milliseconds(Int.random(in: longest / 2...longest))
  }

  mutating func ended() {
    since = nil
    isHopeless = false
    tries = 0
  }
}
