import AuditLog
package import IdentityProvider
package import JOSE
import Synchronization

/// Proves logins from the audit log. The log is signed every minute; who asks before that has it signed at once, but not
/// more often than `interval`, whoever asks and how often: checkpoints are kept for good.
package final class AuditedLogins: LoginProofs {
  /// In seconds.
  package static let interval = 5

  private let operations: AuditOperations
  private let lastSigned = Mutex<NumericDate?>(nil)

  package init(_ operations: AuditOperations) { self.operations = operations }

  package func proof(of order: OrderID, at now: NumericDate) async throws -> LoginProof {
    guard let index = try await ending(of: order) else { return .none }
    if let receipt = try await operations.signedReceipt(of: index) { return .proved(receipt) }
    guard isDue(at: now) else { return .later(seconds: Self.interval) }
    try await operations.checkpoint(at: now)
    guard let receipt = try await operations.signedReceipt(of: index) else { return .later(seconds: Self.interval) }
    return .proved(receipt)
  }

  /// The leaf that says what became of a login: that it was disowned, or that it was completed.
  private func ending(of order: OrderID) async throws -> Int? {
    for action in [AuditAction.loginDisowned, .loginCompleted] {
      var query = AuditQuery(limit: 1)
      query.action = action
      query.object = order.value
      if let record = try await operations.log.search(query).first { return record.index }
    }
    return nil
  }

  private func isDue(at now: NumericDate) -> Bool {
    lastSigned.withLock { last in
      if let last, 0..<Self.interval ~= now - last { return false }
      last = now
      return true
    }
  }
}
