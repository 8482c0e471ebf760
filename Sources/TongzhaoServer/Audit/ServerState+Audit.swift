import AuditLog
import KeyCustody
import OAuthHTTP
package import SQLStore

extension ServerState {
  /// The audit log of this server; what is recorded names the request or the operator of the moment.
  package var audit: SQLAuditLog { SQLAuditLog(database, secrets: keys.secrets) { RequestOrigin.auditOrigin } }
}
