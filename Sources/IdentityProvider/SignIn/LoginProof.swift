package import AuditLog
package import JOSE

/// What can be said of a login years later.
package enum LoginProof: Sendable {
  /// The leaf of what became of it, proved to be in the signed log.
  case proved(AuditReceipt)
  /// The log is not signed that far yet; so many seconds later it is.
  case later(seconds: Int)
  /// Nothing of it is in a log.
  case none
}

/// Who proves logins from the audit log. Never answers a receipt without its proof.
package protocol LoginProofs: Sendable {
  func proof(of order: OrderID, at now: NumericDate) async throws -> LoginProof
}

/// Where no log is kept.
package struct NoLoginProofs: LoginProofs {
  package init() {}

  package func proof(of order: OrderID, at now: NumericDate) async throws -> LoginProof { .none }
}
