import AuditLog
import OAuthHTTP

extension RequestOrigin {
  /// The request that is being answered, as the audit log knows it.
  static var auditOrigin: AuditOrigin {
    guard let current else { return .none }
    return AuditOrigin(requestID: current.requestID, source: current.address.description)
  }
}
