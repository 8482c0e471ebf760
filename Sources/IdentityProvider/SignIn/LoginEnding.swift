package import JOSE
package import OAuth

/// All that the transaction at the end of a login writes.
package struct LoginEnding: Sendable {
  package let order: OrderID
  package let browser: SecretDigest<BrowserSecret>
  package let proof: CompletionProof
  /// Wrong numbers that end the order, and that one licence has in an hour.
  package let numberTries: Int
  package let numberBudget: Int
  /// Until when browser and holder's key count as confirmed together; nil on a shared computer.
  package let confirmedUntil: NumericDate?
  package let session: NewSession
  /// What becomes of the session that this browser had.
  package let former: FormerSession?
  package let grant: NewGrant
  package let code: SecretDigest<AuthorizationCodeSecret>
  package let codeExpires: NumericDate
  /// The pushed request that is used up with it.
  package let pushed: SecretDigest<PushedRequestSecret>?
  /// What somebody else fetches the grant by; nil for a code. Two orders may be for the same one, and the first gives it.
  package let awaited: AwaitedAnswer.Key?

  package init(
    order: OrderID, browser: SecretDigest<BrowserSecret>, proof: CompletionProof, numberTries: Int, numberBudget: Int,
    confirmedUntil: NumericDate?, session: NewSession,
    former: FormerSession?, grant: NewGrant, code: SecretDigest<AuthorizationCodeSecret>, codeExpires: NumericDate,
    pushed: SecretDigest<PushedRequestSecret>? = nil, awaited: AwaitedAnswer.Key? = nil
  ) {
    self.order = order
    self.browser = browser
    self.proof = proof
    self.numberTries = numberTries
    self.numberBudget = numberBudget
    self.confirmedUntil = confirmedUntil
    self.session = session
    self.former = former
    self.grant = grant
    self.code = code
    self.codeExpires = codeExpires
    self.pushed = pushed
    self.awaited = awaited
  }
}

/// What becomes of the session that a browser had before a new login.
package enum FormerSession: Sendable {
  /// Another enterprise's: it ends, with what was granted in it.
  case ended(SessionID)
  /// The same enterprise's: the new one takes its place and keeps what it was asked before, as far as the new
  /// presentation covers it.
  case replaced(SessionID, keeping: [ClientID: Session.Approval])
}
