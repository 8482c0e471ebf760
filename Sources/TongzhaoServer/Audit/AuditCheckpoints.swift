import AuditLog
package import JOSE
import Metrics

/// Signs the log again and again while a server runs, and leaves the newest checkpoint in a file.
package struct AuditCheckpoints: Sendable {
  private let operations: AuditOperations
  private let file: String?
  private let signedAt = Meter(label: "tongzhao_audit_checkpoint_timestamp_seconds")

  /// - Parameter file: where the newest one is left; nowhere when the database is no file of this machine.
  package init(_ operations: AuditOperations, file: String?) {
    self.operations = operations
    self.file = file
  }

  /// One round. The file is written even when nothing is new: it may have been lost.
  package func sign(at now: NumericDate) async throws {
    if let checkpoint = try await operations.checkpoint(at: now), let file {
      try AuditFiles.writeCheckpoint(checkpoint, to: file)
    }
    signedAt.set(now.seconds)
  }

  /// Until the task is cancelled. Failures are reported and tried again.
  package func run(
    every interval: Duration = .seconds(60), clock: @escaping @Sendable () -> NumericDate,
    failed: @escaping @Sendable (any Error) -> Void
  ) async {
    while !Task.isCancelled {
      do { try await sign(at: clock()) } catch { failed(error) }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
