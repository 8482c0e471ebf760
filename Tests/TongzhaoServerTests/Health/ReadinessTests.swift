import JOSE
import Synchronization
import Testing
import TongzhaoServer

struct ReadinessTests {
  private final class Clock: Sendable {
    private let now = Mutex(NumericDate(1_800_000_000))
    var time: NumericDate { now.withLock { $0 } }
    func advance(_ seconds: Int) { now.withLock { $0 = $0 + seconds } }
  }

  @Test func `a server is ready when every check passes`() async {
    let readiness = Readiness(checks: [HealthCheck("database") { nil }])
    #expect(await readiness.findings().map(\.name) == ["serving", "database"])
    #expect(await readiness.findings().allSatisfy(\.passes))
  }

  @Test func `one check that fails is named with its reason`() async {
    let readiness = Readiness(checks: [HealthCheck("a") { nil }, HealthCheck("token") { "the token is gone" }])
    #expect(await readiness.findings().filter { !$0.passes }.map(\.name) == ["token"])
    #expect(await readiness.findings().last?.reason == "the token is gone")
  }

  @Test func `a server that drains is not ready at once`() async {
    let readiness = Readiness(checks: [])
    readiness.drain()
    #expect(await readiness.findings().map(\.passes) == [false])
  }

  @Test func `a check that does not answer has failed`() async {
    let readiness = Readiness(
      checks: [
        HealthCheck("hangs") {
          do { try await Task.sleep(for: .seconds(3600)) } catch {}
          return nil
        }
      ], patience: .milliseconds(10))
    #expect(await readiness.findings().last?.reason == "there was no answer in time")
  }

  @Test func `within a second nothing is asked twice`() async {
    let clock = Clock()
    final class Counter: Sendable { let count = Mutex(0) }
    let counter = Counter()
    let readiness = Readiness(
      checks: [
        HealthCheck("counted") {
          counter.count.withLock { $0 += 1 }
          return nil
        }
      ], clock: { clock.time })
    for _ in 0..<5 { _ = await readiness.findings() }
    #expect(counter.count.withLock { $0 } == 1)
    clock.advance(1)
    _ = await readiness.findings()
    #expect(counter.count.withLock { $0 } == 2)
  }
}
