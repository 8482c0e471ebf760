// What auditors do with a server's log, and what the server does for them: checkpoints, receipts, erasure.

package import AuditLog
import Foundation
package import JOSE
import KeyCustody
package import OAuth
import SQLStore

/// The audit log of one server.
package struct AuditOperations: Sendable {
  package let log: any AuditStore
  private let state: ServerState
  private let origin: String
  private let keysAddress: String

  package init(_ state: ServerState, issuer: Issuer) {
    self.state = state
    keysAddress = issuer.url(AuditKeysRoom.path)
    log = state.audit
    origin = Self.origin(of: issuer)
  }

  /// What checkpoints call the log: the server's address without its scheme, as tlog-checkpoint advises.
  package static func origin(of issuer: Issuer) -> String {
    let address = issuer.value.split(separator: "://", maxSplits: 1).last.map(String.init) ?? issuer.value
    return "\(address)/audit"
  }

  /// Signs the log as it is; nil while it is empty.
  @discardableResult
  package func checkpoint(at now: NumericDate) async throws -> SignedCheckpoint? {
    let key = try state.keys.current(.audit, .es256, at: now)
    return try await log.checkpoint(origin: origin, at: now) { checkpoint in
      // The same JWS as `SignedCheckpoint.sign` makes, by a key that may be kept elsewhere.
      try SignedCheckpoint(
        compact: await key.sign(
          payload: Array(checkpoint.text.utf8), type: SignedCheckpoint.type, extraHeader: ["iat": .integer(now.seconds)]
        ))
    }
  }

  /// A receipt for one leaf, for which the log is signed when it must be; nil when there is no such leaf.
  package func receipt(of index: Int, at now: NumericDate) async throws -> AuditReceipt? {
    if let receipt = try await signedReceipt(of: index) { return receipt }
    try await checkpoint(at: now)
    return try await signedReceipt(of: index)
  }

  /// A receipt for one leaf; nil when there is no such leaf, or none is signed for it yet.
  package func signedReceipt(of index: Int) async throws -> AuditReceipt? {
    guard let record = try await log.record(at: index), let signed = try await log.checkpoint(covering: index),
      let proof = try await log.inclusionProof(of: index, size: signed.unverified.size)
    else { return nil }
    return AuditReceipt(
      leaf: record.bytes, index: index, proof: proof, checkpoint: signed, keys: try await log.publicKeys(),
      keysAddress: keysAddress)
  }
}
