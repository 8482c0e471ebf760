import Dispatch

/// Runs what waits for disks on a thread of its own, away from those that answer requests.
func offTheAnsweringThreads<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result(catching: work)) }
  }
}
