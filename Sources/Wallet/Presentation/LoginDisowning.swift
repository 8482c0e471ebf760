import JOSE

/// "Not me": ends a login and all that hangs on it, by its receipt.
package struct LoginDisowning: Sendable {
  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Ends the login of that receipt. Saying so twice is no mistake.
  package func disown(_ receipt: StoredReceipt) async throws(PresentationRefusal) -> StoredReceipt {
    guard let link = receipt.link.flatMap({ WebAddress($0) }), let address = ReceiptReading.disowning(link) else {
      throw .noReceiptLink
    }
    do {
      let answer = try await surroundings.transport.postForm(address, [])
      // A browser is sent on to the page; a program may be, too.
      guard answer.isSuccess || answer.status == 303 else { throw PresentationRefusal(refusal: answer) }
      var disowned = receipt
      disowned.disownedAt = surroundings.clock()
      // What is proved from now on is that it was disowned.
      disowned.proof = nil
      let result = disowned
      try await wallet.change { content in
        content.receipts = content.receipts.map { $0.id == result.id ? result : $0 }
      }
      return result
    } catch {
      throw PresentationRefusal(error)
    }
  }
}
