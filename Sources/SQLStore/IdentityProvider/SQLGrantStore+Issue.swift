import IdentityProvider
import JOSE
import OAuth

extension SQLGrantStore {
  /// Keeps a new grant with its code, within another store's transaction.
  static func issue(
    _ grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate,
    on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      INSERT INTO grants (grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri,
        code_challenge, nonce, auth_time, ends_at, outlives_session, code, code_expires_at, expires_at,
        ends_with_session, resources, details, dpop_key)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
      """,
      [
        .text(grant.id.value), .text(grant.clientID.value), .text(grant.sessionID.value),
        .text(grant.presentationID.value), .text(grant.subject), .text(grant.scopes.text),
        .text(orNull: grant.claims?.json.text), .text(grant.redirectURI), .text(grant.codeChallenge.value),
        .text(orNull: grant.nonce), .date(grant.authTime), .date(grant.expiresAt),
        .bool(grant.scopes.contains(.offlineAccess)), .blob(code.bytes), .date(codeExpires),
        .date(codeExpires + afterlife), .bool(grant.endsWithSession),
        .text(orNull: grant.resources.isEmpty ? nil : JSON.array(grant.resources.map(JSON.string)).text),
        .text(orNull: grant.details.isEmpty ? nil : grant.details.json.text),
        .text(orNull: grant.dpopKey),
      ])
    try SQLSessionStore.note(grant.clientID, grant.subject, in: grant.sessionID, on: connection)
    try SQLPresentationStore.extend(grant.presentationID, until: codeExpires + afterlife, on: connection)
  }

  /// Reads the columns in the order of every query here.
  static func grant(_ row: SQLRow) throws -> Grant {
    guard
      let id = GrantID(try row.text(0)), let client = ClientID(try row.text(1)),
      let session = SessionID(try row.text(2)), let presentation = PresentationID(try row.text(3)),
      let scopes = ScopeSet(parsing: try row.text(5)), let challenge = CodeChallenge(try row.text(8))
    else { throw StoreError.corrupt("a grant cannot be read") }
    let new = NewGrant(
      id: id, clientID: client, sessionID: session, presentationID: presentation, subject: try row.text(4),
      scopes: scopes, claims: try row.textIfPresent(6).map { try ClaimsRequest(parsing: $0) },
      redirectURI: try row.text(7), codeChallenge: challenge, nonce: try row.textIfPresent(9),
      authTime: try row.date(10), expiresAt: try row.date(11), endsWithSession: try row.bool(14),
      resources: try row.textIfPresent(15).map { try JSON(parsing: Array($0.utf8)).array?.compactMap(\.string) ?? [] }
        ?? [],
      details: try details(row.textIfPresent(16)), dpopKey: try row.textIfPresent(17))
    // What cannot be read must not be taken for a grant that is bound to nothing.
    let confirmation = try row.textIfPresent(18).map { text in
      guard let confirmation = Confirmation(try JSON(parsing: Array(text.utf8))) else {
        throw StoreError.corrupt("what a grant is bound to cannot be read")
      }
      return confirmation
    }
    return Grant(
      stored: new, confirmation: confirmation, generation: try row.int(12), revokedAt: try row.dateIfPresent(13))
  }

  private static func details(_ text: String?) throws -> AuthorizationDetails {
    guard let text else { return .none }
    guard let details = AuthorizationDetails(json: try JSON(parsing: Array(text.utf8))) else {
      throw StoreError.corrupt("the details of a grant cannot be read")
    }
    return details
  }
}
