package import JOSE
package import OAuth

/// What this room asks of storage. Each verb is one atomic statement or one transaction, durable when it returns.
package protocol OrderStore: Sendable {
  /// Opens an order, unless its client or its source has as many living ones as it may. A former one whose place it takes
  /// is cancelled in the same step, or stays as it is: whoever waits elsewhere for the answer never finds that nobody is
  /// asked.
  func open(_ order: NewOrder, at now: NumericDate) async throws -> OrderOpening

  /// The order, until its row expires (a while after its end, so that its page can say what happened).
  func order(_ id: OrderID, at now: NumericDate) async throws -> Order?

  /// Keeps an unscanned order of this browser alive until `until`; any other order stays as it is.
  func renew(_ id: OrderID, of browser: SecretDigest<BrowserSecret>, until: NumericDate, at now: NumericDate)
    async throws

  /// Says whether this computer is shared, before anything is approved.
  func share(
    _ id: OrderID, of browser: SecretDigest<BrowserSecret>, _ isShared: Bool, at now: NumericDate
  ) async throws -> Bool

  /// Stops an order of this browser that is not finished.
  func cancel(_ id: OrderID, of browser: SecretDigest<BrowserSecret>, at now: NumericDate) async throws -> Bool

  /// Makes an order fail whose return came to a browser that it does not belong to.
  func fail(
    _ id: OrderID, returning code: SecretDigest<ResponseCodeSecret>, at now: NumericDate
  ) async throws -> Bool

  /// Writes down that a wallet was handed the request, at most `limit` times for an order; the order is scanned now and
  /// lives until `until` at least.
  func begin(_ attempt: Attempt, limit: Int, until: NumericDate, at now: NumericDate) async throws -> AttemptOpening

  /// The attempt and its order, while the order listens.
  func attempt(_ id: AttemptID, at now: NumericDate) async throws -> (attempt: Attempt, order: Order)?

  /// Counts an answer that could not be used. True while the order still listens. `notice` is for the page.
  func countInvalidAnswer(to id: AttemptID, limit: Int, notice: String?, at now: NumericDate) async throws -> Bool

  /// Takes a valid answer: of any number at the same time exactly one. The presentation is kept in the same transaction.
  func approve(_ approval: Approval, at now: NumericDate) async throws -> ApprovalOutcome

  /// The person refused in the wallet.
  func deny(_ id: AttemptID, at now: NumericDate) async throws -> Bool

  /// Puts eight digits in front of an order of this browser; a former code of the order is void.
  func offerTypedCode(
    _ digest: [UInt8], for id: OrderID, of browser: SecretDigest<BrowserSecret>, until: NumericDate,
    at now: NumericDate
  ) async throws -> Bool

  /// The order behind eight digits, once.
  func takeTypedCode(_ digest: [UInt8], at now: NumericDate) async throws -> OrderID?

  /// Ends a login: the order is consumed, the former session ended, the new one opened and the grant issued with its
  /// code, in one transaction. A wrong number is counted against the order and against the licence's hour.
  func complete(_ ending: LoginEnding, at now: NumericDate) async throws -> Completion

  /// The receipt that this secret opens.
  func receipt(_ digest: SecretDigest<ReceiptSecret>, at now: NumericDate) async throws -> Receipt?

  /// "Not me": the order, its session, its grants and its presentation end in one transaction. False when there is no
  /// such receipt; saying it twice is no error.
  func disown(_ digest: SecretDigest<ReceiptSecret>, at now: NumericDate) async throws -> Bool

  /// The orders that changed after `version`, oldest change first, at most `limit`.
  func changes(after version: Int64, limit: Int) async throws -> [OrderChange]

  /// The version of the latest change.
  func latestVersion() async throws -> Int64
}
