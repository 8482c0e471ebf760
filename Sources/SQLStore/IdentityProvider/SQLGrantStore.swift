import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps grants: one row each, updated in place. `ends_at` is when the grant ends, `expires_at` when its row may go:
/// soon, while nobody has redeemed the code, and soon after it was revoked.
package struct SQLGrantStore: GrantStore, SQLTables {
  let database: any SQLDatabase

  private let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, theft that is found out is recorded as it is answered.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "grants 1 create",
      statements: [
        """
        CREATE TABLE grants (
          grant_id TEXT NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, session_id TEXT NOT NULL,
          presentation_id TEXT NOT NULL, subject TEXT NOT NULL, scopes TEXT NOT NULL, claims TEXT,
          redirect_uri TEXT NOT NULL, code_challenge TEXT NOT NULL, nonce TEXT, auth_time BIGINT NOT NULL,
          ends_at BIGINT NOT NULL, outlives_session BIGINT NOT NULL, code BLOB NOT NULL UNIQUE,
          code_expires_at BIGINT NOT NULL, redeemed_at BIGINT, generation BIGINT NOT NULL DEFAULT 0,
          rotated_at BIGINT, revoked_at BIGINT, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX grants_session ON grants (session_id)",
        "CREATE INDEX grants_presentation ON grants (presentation_id)",
        "CREATE INDEX grants_expiry ON grants (expires_at)",
      ]),
    Migration(
      name: "grants 2 end with a shared session",
      statements: ["ALTER TABLE grants ADD COLUMN ends_with_session BIGINT NOT NULL DEFAULT 0"]),
    Migration(
      name: "grants 3 resources", statements: ["ALTER TABLE grants ADD COLUMN resources TEXT"]),
    Migration(name: "grants 4 details", statements: ["ALTER TABLE grants ADD COLUMN details TEXT"]),
    Migration(
      name: "grants 5 are bound to keys",
      statements: [
        "ALTER TABLE grants ADD COLUMN dpop_key TEXT", "ALTER TABLE grants ADD COLUMN confirmation TEXT",
      ]),
  ]

  package static let endings = [
    RestoreEnding(
      what: "authorization codes voided",
      statement: "UPDATE grants SET revoked_at = $1 WHERE redeemed_at IS NULL AND revoked_at IS NULL"),
    RestoreEnding(
      what: "grants ended, with their refresh tokens",
      statement: "UPDATE grants SET revoked_at = $1 WHERE revoked_at IS NULL", isLogin: true),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "grants",
      deletion: """
        DELETE FROM grants WHERE grant_id IN (
          SELECT grant_id FROM grants WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  /// How long a row outlives its use, in seconds: as long as an access token can, so that a replayed code and an
  /// introspected token still find it.
  static let afterlife = TokenLifetimes.longestAccessToken

  package func issue(
    _ grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate, at now: NumericDate
  ) async throws {
    try await database.write { connection in
      try Self.issue(grant, code: code, codeExpires: codeExpires, on: connection)
      // Nobody was asked: what the holder approved before is used, or the operator's policy spoke.
      try SQLConsentStore.note(grant, by: .policy, at: now, on: connection)
      // Whoever issues a grant by itself, without an order, does it from a running session.
      try SQLUsageStore.count(.completed, .singleSignOn, for: grant.clientID.value, on: connection, at: now)
    }
  }

  package func issueFromSession(
    _ grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate,
    approving approval: Session.Approval, on ground: SilentGround, using pushed: SecretDigest<PushedRequestSecret>?,
    at now: NumericDate
  ) async throws -> SessionAnswer {
    try await database.write { connection in
      // The session's row is held until the grant is there: who ends the session waits, and takes the grant along.
      guard let approved = try SQLSessionStore.hold(grant.sessionID, at: now, on: connection) else {
        return .sessionOver
      }
      // What the holder has taken back since the decision is no ground any more.
      var isNew = true
      switch ground {
      case .policy: break
      case .session:
        let before = try SessionApprovals(stored: approved).approvals[grant.clientID]
        guard before?.covers(approval) == true else { return .approvalGone }
        isNew = false
      case .consent(let id):
        guard try SQLConsentStore.stands(id, at: now, on: connection) else { return .approvalGone }
      }
      if let pushed, try !SQLPushedRequestStore.use(pushed, on: connection) { return .requestUsed }
      if isNew {
        try SQLSessionStore.approve(
          approval, for: grant.clientID, in: grant.sessionID, where: approved, on: connection)
      }
      try Self.issue(grant, code: code, codeExpires: codeExpires, on: connection)
      try SQLConsentStore.note(grant, by: .policy, at: now, on: connection)
      try SQLUsageStore.count(.completed, .singleSignOn, for: grant.clientID.value, on: connection, at: now)
      return .issued
    }
  }

  package func redeemable(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, at now: NumericDate
  ) async throws -> Grant? {
    try await database.row(
      """
      SELECT grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri, code_challenge,
        nonce, auth_time, ends_at, generation, revoked_at, ends_with_session, resources, details,
        dpop_key, confirmation
      FROM grants
      WHERE code = $1 AND client_id = $2 AND redeemed_at IS NULL AND revoked_at IS NULL AND code_expires_at > $3
      """,
      [.blob(code.bytes), .text(client.value), .date(now)]
    ).map(Self.grant)
  }

  package func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, binding: Confirmation?, at now: NumericDate
  ) async throws -> CodeRedemption {
    let pen = audit?.pen()
    return try await database.write { connection in
      let redemption = try Self.redeem(code, by: client, binding: binding, at: now, on: connection)
      switch redemption {
      case .redeemed, .expired, .unknown: break
      case .replayed(let id), .otherClient(let id):
        // A client may repeat itself for as long as the row is there.
        if let pen, try SQLAuditLog.passes(client.value, .codeReplayed, at: now, on: connection) {
          try pen.record(
            AuditEvent(
              .codeReplayed, .refused, by: .client(client.value), client: client.value, object: id.value, at: now),
            on: connection)
        }
      }
      return redemption
    }
  }

  package func rotate(_ id: GrantID, generation: Int, at now: NumericDate) async throws -> Rotation {
    let pen = audit?.pen()
    return try await database.write { connection in
      let rotation = try Self.rotate(id, generation: generation, at: now, on: connection)
      if let pen, case .reuse(let id) = rotation {
        try pen.record(AuditEvent(.refreshReused, .refused, by: .anonymous, object: id.value, at: now), on: connection)
      }
      return rotation
    }
  }

  package func grant(_ id: GrantID) async throws -> Grant? {
    try await database.row(
      """
      SELECT grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri, code_challenge,
        nonce, auth_time, ends_at, generation, revoked_at, ends_with_session, resources, details,
        dpop_key, confirmation
      FROM grants WHERE grant_id = $1
      """,
      [.text(id.value)]
    ).map(Self.grant)
  }

  package func revoke(_ id: GrantID, at now: NumericDate) async throws {
    try await database.write { connection in try Self.revoke(id, at: now, on: connection) }
  }

  package func revoke(session: SessionID, at now: NumericDate) async throws {
    try await database.write { connection in
      try Self.revoke(session: session, includingOutliving: true, at: now, on: connection)
    }
  }

  package func revoke(presentation: PresentationID, at now: NumericDate) async throws {
    try await database.write { connection in try Self.revoke(presentation: presentation, at: now, on: connection) }
  }
}
