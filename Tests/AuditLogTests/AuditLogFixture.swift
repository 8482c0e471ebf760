import AuditLog
import JOSE
import KeyCustody
import SQLStore
import TestSupport

/// A log in a fresh database, with a key that signs its checkpoints.
struct AuditLogFixture {
  let database: any SQLDatabase
  let log: SQLAuditLog
  let key: SigningKey
  static let now = NumericDate(1_800_000_000)
  static let origin = "idp.example/audit"

  static func with(_ engine: StoreEngine, _ body: (AuditLogFixture) async throws -> Void) async throws {
    let key = try SigningKey.generate(.es256)
    try await engine.withDatabase(Schema([SQLKeyStore.self, SQLAuditLog.self])) { database in
      let log = SQLAuditLog(database, secrets: .ephemeral()) { AuditOrigin(requestID: "r-1", source: "192.0.2.7") }
      try await body(AuditLogFixture(database: database, log: log, key: key))
    }
  }

  var keys: JWKSet {
    get throws {
      var jwk = key.verificationKey.jwk
      jwk["kid"] = "audit-1"
      return try JWKSet(parsing: ["keys": [.object(jwk)]])
    }
  }

  func event(_ number: Int, at now: NumericDate = now) -> AuditEvent {
    AuditEvent(.loginCompleted, by: .holder("p\(number)"), client: "portal", object: "o\(number)", at: now)
  }

  func append(_ count: Int) async throws {
    for number in 0..<count { try await log.record(event(number), bound: nil) }
  }

  @discardableResult
  func checkpoint(at now: NumericDate = now) async throws -> SignedCheckpoint? {
    try await log.checkpoint(origin: Self.origin, at: now) { [key] in
      try SignedCheckpoint.sign($0, keyID: "audit-1", with: key, at: now)
    }
  }

  func verify(known: [SignedCheckpoint] = []) async throws -> AuditVerification {
    try await SQLAuditLog.verify(database, keys: keys, known: known, origin: Self.origin)
  }

  func run(_ sql: StaticString) async throws { try await database.write { try $0.run(sql) } }
}
