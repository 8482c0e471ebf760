import AuditLog
import OAuthHTTP

extension RequestOrigin {
  /// Who acts at the moment, as the audit log knows it: the request that is being answered, the operator whose command
  /// is being carried out.
  static var auditOrigin: AuditOrigin {
    let operating = ActingOperator.current
    return AuditOrigin(
      requestID: current?.requestID, source: current?.address.description ?? operating?.source,
      operatorAccount: operating?.account)
  }
}
