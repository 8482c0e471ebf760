import AuditLog
import ELicence
package import JOSE
package import LicenceIssuer
package import OAuth

/// Credential offers in a table.
package struct SQLOfferStore: OfferStore, SQLTables {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?
  private let documents: SQLIdentityDocuments?

  /// The offers in this database. With `audit`, in the same database, they are recorded with them; without `documents`
  /// no identity document is taken in.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil, documents: SQLIdentityDocuments? = nil) {
    self.database = database
    self.audit = audit
    self.documents = documents
  }

  package static let migrations = [
    Migration(
      name: "credential_offers 1",
      statements: [
        """
        CREATE TABLE credential_offers (
          code BLOB NOT NULL PRIMARY KEY, uscc TEXT NOT NULL, holder_id TEXT NOT NULL, transaction_code BLOB NOT NULL,
          tries_left BIGINT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, redeemed_at BIGINT,
          FOREIGN KEY (uscc, holder_id) REFERENCES holders (uscc, holder_id)
        )
        """,
        "CREATE INDEX credential_offers_by_holder ON credential_offers (uscc, holder_id)",
        "CREATE INDEX credential_offers_by_expiry ON credential_offers (expires_at)",
      ])
  ]

  package static let endings = [
    RestoreEnding(
      what: "open offers of credentials voided",
      statement: "UPDATE credential_offers SET redeemed_at = $1 WHERE redeemed_at IS NULL")
  ]

  package static let expiring = [
    ExpiringRows(
      table: "credential_offers",
      deletion: """
        DELETE FROM credential_offers WHERE code IN
          (SELECT code FROM credential_offers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func offer(_ new: NewOffer, at now: NumericDate) async throws -> RegisteredHolder {
    let pen = audit?.pen()
    return try await database.write { [documents] connection in
      guard let licence = try connection.licence(new.uscc) else { throw OfferRefusal.unknownLicence(new.uscc) }
      let present = try connection.holders(of: new.uscc)
      let appointment = try Appointment.accept(new, licence: licence, holders: present.map(\.holder), at: now)
      for id in appointment.withdrawn { try connection.withdraw(id, from: new.uscc, at: now) }
      try connection.appoint(appointment.holder, to: new.uscc, at: now)
      if !appointment.keepsDocument {
        try SQLIdentityDocuments.forget(holder: appointment.holder.id, of: new.uscc, on: connection)
      }
      let changesDocument = try new.document.map { document in
        guard let documents else { throw StoreError.unavailable("this register takes no identity documents") }
        return try documents.keep(
          document, ofHolder: appointment.holder.id, of: new.uscc, at: now, on: connection)
      }
      if appointment.changesHolder || changesDocument == true {
        try connection.invalidateCredentials(of: new.uscc, holder: appointment.holder.id, at: now)
      }
      try connection.voidOffers(of: new.uscc, holder: appointment.holder.id)
      try connection.run(
        """
        INSERT INTO credential_offers (code, uscc, holder_id, transaction_code, tries_left, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .blob(new.code.bytes), .text(new.uscc.value), .text(appointment.holder.id), .blob(new.transactionCode.bytes),
          .int(new.tries), .date(now), .date(new.expiresAt),
        ])
      try pen?.record(appointment, document: new.document, of: new.uscc, at: now, on: connection)
      guard let holder = try connection.holders(of: new.uscc).first(where: { $0.holder.id == appointment.holder.id })
      else { throw StoreError.corrupt("holders has lost a row") }
      return holder
    }
  }

  package func isOpen(_ code: SecretDigest<PreAuthorizedCodeSecret>, at now: NumericDate) async throws -> Bool {
    try await database.read { connection in
      try connection.row(
        """
        SELECT 1 FROM credential_offers
        WHERE code = $1 AND redeemed_at IS NULL AND tries_left > 0 AND expires_at > $2
        """, [.blob(code.bytes), .date(now)]) != nil
    }
  }

  package func redeem(
    _ code: SecretDigest<PreAuthorizedCodeSecret>, transactionCode: SecretDigest<TransactionCode>,
    for grant: NewIssuanceGrant, at now: NumericDate
  ) async throws -> OfferRedemption {
    try await database.write { connection in
      // Taking the try first makes the row ours: two who guess at the same time use up two tries.
      let taken = try connection.row(
        """
        UPDATE credential_offers SET tries_left = tries_left - 1
        WHERE code = $1 AND redeemed_at IS NULL AND tries_left > 0 AND expires_at > $2
        RETURNING uscc, holder_id, transaction_code, tries_left
        """, [.blob(code.bytes), .date(now)])
      guard let taken else { return .void }
      guard SecretDigest<TransactionCode>(bytes: try taken.blob(2)) == transactionCode else {
        return .wrongTransactionCode(triesLeft: try taken.int(3))
      }
      try connection.run(
        "UPDATE credential_offers SET redeemed_at = $2 WHERE code = $1", [.blob(code.bytes), .date(now)])
      guard
        let made = try connection.grant(
          grant, uscc: try taken.creditCode(0), holder: try taken.text(1), at: now)
      else { return .void }
      return .redeemed(made)
    }
  }
}

extension SQLConnection {
  fileprivate func appoint(_ holder: Holder, to uscc: CreditCode, at now: NumericDate) throws {
    try run(
      """
      INSERT INTO holders (uscc, holder_id, role, name, delegation, appointed_at, grants)
      VALUES ($1, $2, $3, $4, $5, $6, 0)
      ON CONFLICT (uscc, holder_id) DO UPDATE SET role = $3, name = $4, delegation = $5, withdrawn_at = NULL,
        appointed_at = CASE WHEN holders.withdrawn_at IS NULL THEN holders.appointed_at ELSE $6 END
      """,
      [
        .text(uscc.value), .text(holder.id), .text(holder.role.rawValue), .text(orNull: holder.name),
        .text(orNull: holder.delegation?.json.text), .date(now),
      ])
  }

  fileprivate func grant(
    _ new: NewIssuanceGrant, uscc: CreditCode, holder: String, at now: NumericDate
  ) throws -> IssuanceGrant? {
    // The number tells which of a person's grants is the later one, also within one second.
    let numbered = try row(
      """
      UPDATE holders SET grants = grants + 1 WHERE uscc = $1 AND holder_id = $2 AND withdrawn_at IS NULL
      RETURNING grants
      """, [.text(uscc.value), .text(holder)])
    guard let number = try numbered?.int(0) else { return nil }
    try run(
      """
      INSERT INTO issuance_grants (id, uscc, holder_id, number, client_id, uses_identifiers, access_token,
        access_expires_at, refresh_token, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      """,
      [
        .text(new.id), .text(uscc.value), .text(holder), .int(number), .text(orNull: new.clientID),
        .bool(new.access.usesIdentifiers), .blob(new.access.digest.bytes), .date(new.access.expiresAt),
        .blob(new.refresh.bytes), .date(now), .date(new.expiresAt),
      ])
    return IssuanceGrant(
      id: new.id, uscc: uscc, holderID: holder, clientID: new.clientID, usesIdentifiers: new.access.usesIdentifiers,
      deviceKey: nil)
  }
}

extension AuditPen {
  /// The leaf names the role; who the person is, is sealed beside it.
  fileprivate func record(
    _ appointment: Appointment, document: IdentityDocument?, of uscc: CreditCode, at now: NumericDate,
    on connection: any SQLConnection
  ) throws {
    for id in appointment.withdrawn {
      try record(
        AuditEvent(
          .holderWithdrawn, by: actor, licence: uscc.value, object: pseudonym(id, at: now),
          reason: "another took the place", personal: ["holder": .string(id)], at: now),
        on: connection)
    }
    let holder = appointment.holder
    var personal: JSONObject = ["holder": .string(holder.id)]
    personal["name"] = holder.name.map(JSON.string)
    // That one was shown, and of which kind; its number is in the register alone.
    personal["document"] = document.map { .string($0.type.rawValue) }
    try record(
      AuditEvent(
        .licenceOffered, by: actor, licence: uscc.value, object: pseudonym(holder.id, at: now),
        reason: holder.role.rawValue, personal: personal, at: now),
      on: connection)
  }
}
