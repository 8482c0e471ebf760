import AuditLog
import IdentityProvider

/// Keeps what devices, and clients by the back channel, wait for: short-lived rows, in a table for each, as they were
/// released. What was approved is a grant like any other, kept under a digest that follows from what it is fetched by.
package struct SQLAwaitedLoginStore: AwaitedLoginStore, SQLTables {
  /// How long a row stays after its end, so that who waits can be told what happened.
  static let memory = 600

  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database, in which grants, orders and deliveries are kept too. With `audit`, in the same database, what is
  /// fetched and guesses without end are recorded.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "device_authorizations 1 create",
      statements: [
        """
        CREATE TABLE device_authorizations (
          code BLOB NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, user_code BLOB UNIQUE, scopes TEXT NOT NULL,
          device TEXT NOT NULL, source TEXT NOT NULL, order_id TEXT, denied BIGINT NOT NULL DEFAULT 0,
          poll_interval BIGINT NOT NULL, polled_at BIGINT, asked_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX device_authorizations_client ON device_authorizations (client_id, ends_at)",
        "CREATE INDEX device_authorizations_source ON device_authorizations (source, ends_at)",
        "CREATE INDEX device_authorizations_expiry ON device_authorizations (expires_at)",
        """
        CREATE TABLE wrong_user_codes (
          source TEXT NOT NULL, wrong_at BIGINT NOT NULL, tries BIGINT NOT NULL, expires_at BIGINT NOT NULL,
          PRIMARY KEY (source, wrong_at)
        )
        """,
        "CREATE INDEX wrong_user_codes_expiry ON wrong_user_codes (expires_at)",
      ]),
    Migration(
      name: "backchannel_requests 1 create",
      statements: [
        """
        CREATE TABLE backchannel_requests (
          auth_req_id BLOB NOT NULL PRIMARY KEY, link BLOB UNIQUE, client_id TEXT NOT NULL, request TEXT NOT NULL,
          ping_id TEXT, ping BLOB, order_id TEXT, denied BIGINT NOT NULL DEFAULT 0, poll_interval BIGINT NOT NULL,
          polled_at BIGINT, asked_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX backchannel_requests_client ON backchannel_requests (client_id, ends_at)",
        "CREATE INDEX backchannel_requests_order ON backchannel_requests (order_id) WHERE order_id IS NOT NULL",
        "CREATE INDEX backchannel_requests_expiry ON backchannel_requests (expires_at)",
      ]),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "device_authorizations",
      deletion: """
        DELETE FROM device_authorizations WHERE code IN (
          SELECT code FROM device_authorizations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "wrong_user_codes",
      deletion: """
        DELETE FROM wrong_user_codes WHERE (source, wrong_at) IN (
          SELECT source, wrong_at FROM wrong_user_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "backchannel_requests",
      deletion: """
        DELETE FROM backchannel_requests WHERE auth_req_id IN (
          SELECT auth_req_id FROM backchannel_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
  ]

  package static let endings = [
    RestoreEnding(
      what: "device codes voided",
      statement: "UPDATE device_authorizations SET denied = 1, user_code = NULL WHERE denied = 0 AND ends_at > $1"),
    RestoreEnding(
      what: "backchannel requests voided",
      statement: "UPDATE backchannel_requests SET denied = 1, link = NULL WHERE denied = 0 AND ends_at > $1"),
  ]
}
