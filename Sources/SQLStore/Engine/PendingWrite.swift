/// A write body that waits for its turn, with its type forgotten.
struct PendingWrite: Sendable {
  /// Runs the body; its outcome waits for the commit.
  let run: @Sendable (any SQLConnection) -> Outcome
  /// Tells the caller that its body had no effect.
  let fail: @Sendable (StoreError) -> Void

  /// What a body returned or threw, not yet told to its caller.
  struct Outcome: Sendable {
    /// What the body threw, if it did, so that what it wrote must be undone.
    let failure: (any Error)?
    /// Tells the caller. Called once, after the commit.
    let settle: @Sendable () -> Void
  }

  init<T: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> T,
    resuming continuation: CheckedContinuation<T, any Error>
  ) {
    run = { connection in
      let result = Result { try body(connection) }
      let failure: (any Error)? = if case .failure(let error) = result { error } else { nil }
      return Outcome(failure: failure, settle: { continuation.resume(with: result) })
    }
    fail = { continuation.resume(throwing: $0) }
  }
}
