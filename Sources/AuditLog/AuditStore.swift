// The audit log: an append-only tree of events, checkpoints by which others can hold the server to it, and proofs.
// Stores append inside the transaction of what they record (SQLStore); servers sign checkpoints with the audit key
// (TongzhaoServer); rooms record what changes no state through `AuditRecorder`.

package import JOSE

/// What rooms record that changes no state of theirs: refusals, mostly.
package protocol AuditRecorder: Sendable {
  /// Records, once this returns, durably. When nobody was authenticated, `bound` names what the event counts against,
  /// and only so many an hour are recorded one by one; the number of the others is recorded when the hour is over.
  func record(_ event: AuditEvent, bound: String?) async throws
}

/// The log in a database.
package protocol AuditStore: AuditRecorder {
  /// How many leaves there are.
  func size() async throws -> Int
  /// One leaf.
  func record(at index: Int) async throws -> AuditRecord?
  /// What fits the query, newest first.
  func search(_ query: AuditQuery) async throws -> [AuditRecord]
  /// Leaves in order, from `index` on.
  func records(from index: Int, limit: Int) async throws -> [AuditRecord]
  /// The root of the tree at a size it has or had; nil when it never had it.
  func root(size: Int) async throws -> TreeHash?
  /// That a leaf is in the tree of this size.
  func inclusionProof(of index: Int, size: Int) async throws -> [TreeHash]?
  /// That the tree of `size` begins with that of `former`.
  func consistencyProof(from former: Int, to size: Int) async throws -> [TreeHash]?
  /// The newest checkpoint.
  func latestCheckpoint() async throws -> SignedCheckpoint?
  /// The first checkpoint that covers a leaf.
  func checkpoint(covering index: Int) async throws -> SignedCheckpoint?
  /// Signs the tree as it is, unless its newest checkpoint is of that size already; counts of suppressed events whose
  /// hour is over go in before. Answers the newest checkpoint, nil while the log is empty.
  func checkpoint(
    origin: String, at now: NumericDate, sign: @escaping @Sendable (Checkpoint) async throws -> SignedCheckpoint
  ) async throws -> SignedCheckpoint?
  /// Of the checkpoints from before a moment, keeps the last one of each day: a receipt brings its own, and a later one
  /// vouches for everything before it. Answers how many went.
  @discardableResult func thinCheckpoints(before limit: NumericDate) async throws -> Int
  /// The audit keys of all times, removed ones too: what they signed is still to be verified.
  func publicKeys() async throws -> JWKSet
  /// Erases personal details that are older than the policy keeps them, and records that. Answers how many.
  func eraseDetails(_ policy: RetentionPolicy, by actor: AuditActor, at now: NumericDate) async throws -> Int
}
