package import OAuth

/// What shows that the browser at hand is the one whose person approved.
package enum CompletionProof: Sendable, Hashable {
  /// The keyed digest of six digits typed in the browser.
  case number([UInt8])
  /// The code that the wallet sent the person back with.
  case responseCode(SecretDigest<ResponseCodeSecret>)
  /// Browser and holder's key were confirmed together before.
  case confirmedPair
}

/// What became of finishing an order.
package enum Completion: Sendable, Hashable {
  /// The session is open and the code is made: all of it or nothing.
  case completed
  /// Wrong digits; so many tries are left.
  case wrongNumber(triesLeft: Int)
  /// Wrong digits once too often: the order is over.
  case outOfTries
  /// The pushed request behind it was answered by another login.
  case answeredBefore
  /// The order is not waiting for this, or not for this browser.
  case notWaiting
}
