package import JOSE
package import OAuth

/// A valid answer, as it is written down: the order waits from here for its own browser.
package struct Approval: Sendable {
  package let attempt: AttemptID
  package let order: OrderID
  package let channel: Channel
  package let presentation: Presentation
  /// The keyed digest of the six digits, for an order that was started on another screen.
  package let number: [UInt8]?
  /// Wrong numbers that one licence has in an hour: where they are spent, none could be typed.
  package let numberBudget: Int
  /// What the return must bring, for an order that was started on this device.
  package let responseCode: SecretDigest<ResponseCodeSecret>?
  /// What opens the receipt.
  package let receipt: SecretDigest<ReceiptSecret>
  /// What the receipt says.
  package let receiptText: JSONObject
  package let receiptExpires: NumericDate
  /// When the time to finish ends.
  package let expiresAt: NumericDate
  /// The signed request and the presentation, sealed: what was asked, and what was answered to it.
  package let evidence: [UInt8]

  package init(
    attempt: AttemptID, order: OrderID, channel: Channel, presentation: Presentation, number: [UInt8]?,
    numberBudget: Int, responseCode: SecretDigest<ResponseCodeSecret>?, receipt: SecretDigest<ReceiptSecret>,
    receiptText: JSONObject,
    receiptExpires: NumericDate, expiresAt: NumericDate, evidence: [UInt8]
  ) {
    self.attempt = attempt
    self.order = order
    self.channel = channel
    self.presentation = presentation
    self.number = number
    self.numberBudget = numberBudget
    self.responseCode = responseCode
    self.receipt = receipt
    self.receiptText = receiptText
    self.receiptExpires = receiptExpires
    self.expiresAt = expiresAt
    self.evidence = evidence
  }
}

/// What became of writing an approval down.
package enum ApprovalOutcome: Sendable, Hashable {
  /// This answer is the order's.
  case approved(isConfirmedPair: Bool)
  /// The order is over, or another answer was first.
  case late
  /// The licence's wrong numbers are spent for so many seconds; nothing is written.
  case outOfNumbers(retryAfter: Int)
}
