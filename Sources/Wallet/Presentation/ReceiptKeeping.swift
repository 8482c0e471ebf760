import JOSE

/// Obtains the file by which a login is proved years later, and keeps it in the wallet.
package struct ReceiptKeeping: Sendable {
  /// What came of asking.
  package enum Outcome: Sendable, Hashable {
    case kept(StoredReceipt)
    /// The verifier's log is not signed so far yet; so many seconds later it is.
    case later(seconds: Int)
  }

  /// Proofs are small; one that is not is none.
  private static let largest = 64 * 1024

  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Fetches the proof of that receipt, unless it is kept already and the login was not undone since.
  package func keep(_ receipt: StoredReceipt) async throws(PresentationRefusal) -> Outcome {
    if receipt.proof != nil { return .kept(receipt) }
    guard let link = receipt.link.flatMap({ WebAddress("\($0)/proof") }) else { throw .noReceiptLink }
    do {
      let answer = try await surroundings.transport.getJSON(link)
      if answer.status == 202 {
        let seconds = answer.json?["retry_after"]?.integer ?? 5
        return .later(seconds: Int(min(max(seconds, 1), 60)))
      }
      guard answer.status == 200 else { throw PresentationRefusal(refusal: answer) }
      guard let proof = answer.json, answer.body.count <= Self.largest, proof["leaf"]?.string != nil,
        proof["checkpoint"]?.string != nil
      else { throw PresentationRefusal.malformedAnswer }
      var proved = receipt
      proved.proof = proof
      let kept = proved
      try await wallet.change { content in
        content.receipts = content.receipts.map { $0.id == kept.id ? kept : $0 }
      }
      return .kept(kept)
    } catch {
      throw PresentationRefusal(error)
    }
  }
}
