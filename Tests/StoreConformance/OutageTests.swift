import Testing

@testable import SQLStore

/// When a database that is away is looked for again.
@Suite struct OutageTests {
  private static let start = ContinuousClock.now

  @Test func `tries come ever more rarely, by chance a little sooner, and at least every two seconds`() throws {
    let outage = Outage(patience: .seconds(3_600))
    var now = Self.start
    var pauses: [Duration] = []
    for _ in 0..<12 {
      #expect(outage.advice(at: now) == .tryNow)
      outage.failed("away", at: now)
      guard case .wait(let pause) = outage.advice(at: now) else { throw StoreError.unavailable("nobody waits") }
      pauses.append(pause)
      now += pause
    }
    for (turn, pause) in pauses.enumerated() {
      let longest = min(2_000, 50 << min(turn, 6))
      #expect(pause >= .milliseconds(longest / 2) && pause <= .milliseconds(longest))
    }
  }

  @Test func `whoever comes after the patience is over is refused between tries`() {
    let outage = Outage(patience: .seconds(1))
    outage.failed("away", at: Self.start)
    outage.failed("still away", at: Self.start + .seconds(2))
    #expect(outage.advice(at: Self.start + .seconds(2)) == .giveUp)
    #expect(outage.trouble == "still away")
    // The next try is never further off than two seconds.
    #expect(outage.advice(at: Self.start + .seconds(4)) == .tryNow)
  }

  @Test func `where waiting mends nothing nobody waits, until the next try`() {
    let outage = Outage(patience: .seconds(10))
    outage.failed("the password is wrong", isHopeless: true, at: Self.start)
    #expect(outage.advice(at: Self.start) == .giveUp)
    #expect(outage.advice(at: Self.start + .seconds(2)) == .tryNow)
  }

  @Test func `those who try at the same moment make one try together, and whoever succeeds ends it for all`() {
    let outage = Outage(patience: .seconds(3_600))
    for _ in 0..<50 { outage.failed("away", at: Self.start) }
    #expect(outage.advice(at: Self.start + .milliseconds(50)) == .tryNow)
    outage.ended()
    #expect(outage.advice(at: Self.start) == .tryNow)
  }
}
