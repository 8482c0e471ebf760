import JOSE

/// The verifier's page of a login, as the wallet uses it: to show the number, and to say "not me".
struct ReceiptReading: Sendable {
  let transport: any WalletTransport

  /// The six digits, while they are wanted. Nil when there are none, or the page does not answer: the person can open it.
  func number(at link: WebAddress) async -> String? {
    guard let answer = try? await transport.getJSON(link), answer.status == 200, let json = answer.json,
      let number = json["number"]?.string, (1...12).contains(number.utf8.count),
      number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return number
  }

  /// The address of "not me": of the page, below the receipt.
  static func disowning(_ link: WebAddress) -> WebAddress? { WebAddress("\(link.value)/not-me") }
}
