import AuditLog
import IdentityProvider
import JOSE
import SQLStore

/// Proves the logins of a house that has a log and signs it only when told to.
struct HouseProofs: LoginProofs {
  static let key = Result { try SigningKey.generate(.es256) }
  let log: SQLAuditLog

  func proof(of order: OrderID, at now: NumericDate) async throws -> LoginProof {
    var query = AuditQuery(limit: 1)
    query.action = .loginCompleted
    query.object = order.value
    guard let record = try await log.search(query).first else { return .none }
    guard let signed = try await log.checkpoint(covering: record.index),
      let proof = try await log.inclusionProof(of: record.index, size: signed.unverified.size)
    else { return .later(seconds: 5) }
    return .proved(
      AuditReceipt(leaf: record.bytes, index: record.index, proof: proof, checkpoint: signed, keys: try Self.keys()))
  }

  static func keys() throws -> JWKSet {
    var jwk = try key.get().verificationKey.jwk
    jwk["kid"] = "audit-1"
    return try JWKSet(parsing: ["keys": [.object(jwk)]])
  }

  func sign(at now: NumericDate) async throws {
    let key = try Self.key.get()
    _ = try await log.checkpoint(origin: "login.example/audit", at: now) {
      try SignedCheckpoint.sign($0, keyID: "audit-1", with: key, at: now)
    }
  }
}
