package import AuditLog
package import JOSE
import KeyCustody

/// What a running server does for its log by itself: erases personal details when their retention is over, and keeps few
/// of the old checkpoints.
package struct AuditUpkeep: Sendable {
  private let operations: AuditOperations
  private let retention: RetentionPolicy

  package init(_ operations: AuditOperations, retention: RetentionPolicy) {
    self.operations = operations
    self.retention = retention
  }

  /// One round; answers of how many leaves the details were erased. Several processes may do it at once.
  @discardableResult
  package func erase(at now: NumericDate) async throws -> Int {
    try await operations.log.eraseDetails(retention, by: .server, at: now)
  }

  /// Days for which every checkpoint is kept.
  package static let everyCheckpoint = 30

  /// Until the task is cancelled. Failures are reported and tried again.
  package func run(
    every interval: Duration = .seconds(3600), clock: @escaping @Sendable () -> NumericDate,
    failed: @escaping @Sendable (any Error) -> Void
  ) async {
    while !Task.isCancelled {
      do {
        try await erase(at: clock())
        try await operations.log.thinCheckpoints(before: clock() - Self.everyCheckpoint * 86_400)
      } catch {
        failed(error)
      }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
