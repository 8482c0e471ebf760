/// The time was over before the work.
package struct OutOfTime: Error {}

/// What `work` answers, unless `patience` is over before; then it is cancelled and ``OutOfTime`` thrown.
package func inTime<Answer: Sendable>(
  _ patience: Duration, _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
  try await withThrowingTaskGroup(of: Answer.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: patience)
      throw OutOfTime()
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw OutOfTime() }
    return first
  }
}
