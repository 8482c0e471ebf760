package import JOSE
import Synchronization

/// Whether this process can do its work now, by a list of checks. Whoever asks often is told what was found a moment
/// ago: the question comes from outside and must not become work.
package actor Readiness {
  private let checks: [HealthCheck]
  private let clock: @Sendable () -> NumericDate
  private let patience: Duration
  private let isDraining = Mutex(false)
  private var known: (at: NumericDate, findings: [HealthFinding])?
  private var running: Task<[HealthFinding], Never>?

  /// - Parameter patience: how long a check may take before it counts as failed.
  package init(
    checks: [HealthCheck], patience: Duration = .seconds(3),
    clock: @escaping @Sendable () -> NumericDate = { .now() }
  ) {
    self.checks = checks
    self.patience = patience
    self.clock = clock
  }

  /// From now on the answer is no: the process was asked to stop.
  package nonisolated func drain() { isDraining.withLock { $0 = true } }

  /// Every check and what it found, `serving` first.
  package func findings() async -> [HealthFinding] {
    let serving = HealthFinding(
      name: "serving", reason: isDraining.withLock { $0 } ? "the server was asked to stop" : nil)
    return [serving] + (await checked())
  }

  private func checked() async -> [HealthFinding] {
    // Within a second nothing is asked twice, and nobody asks beside somebody who is asking.
    let now = clock()
    if let known, known.at <= now, now - known.at < 1 { return known.findings }
    if let running { return await running.value }
    let task = Task { [checks, patience] in
      await withTaskGroup(of: (Int, HealthFinding).self) { group in
        for (place, check) in checks.enumerated() {
          group.addTask { (place, await Self.finding(check, within: patience)) }
        }
        var found: [(Int, HealthFinding)] = []
        for await one in group { found.append(one) }
        return found.sorted { $0.0 < $1.0 }.map(\.1)
      }
    }
    running = task
    let findings = await task.value
    running = nil
    known = (now, findings)
    return findings
  }

  /// A check that hangs is left behind, not waited for: what it waits for may never come.
  private static func finding(_ check: HealthCheck, within patience: Duration) async -> HealthFinding {
    let (first, answer) = AsyncStream<HealthFinding>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let asking = Task {
      answer.yield(HealthFinding(name: check.name, reason: await check.failure()))
      answer.finish()
    }
    let waiting = Task {
      do { try await Task.sleep(for: patience) } catch { return }
      answer.yield(HealthFinding(name: check.name, reason: "there was no answer in time"))
      answer.finish()
    }
    defer {
      asking.cancel()
      waiting.cancel()
    }
    for await finding in first { return finding }
    return HealthFinding(name: check.name, reason: "there was no answer in time")
  }
}
