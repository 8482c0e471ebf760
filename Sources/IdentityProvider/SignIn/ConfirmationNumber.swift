import Crypto
package import JOSE
package import KeyCustody
package import OAuth

/// The six digits on the phone. They follow from the receipt's secret, so they exist only where the receipt can be
/// opened: on the phone that approved. The server keeps a keyed digest, since a plain one of a million is no secret.
package struct ConfirmationNumber: Sendable, Hashable {
  /// Six digits.
  package let digits: String

  /// The digits behind a receipt's secret.
  package init(receipt: BearerSecret<ReceiptSecret>) {
    let key = SymmetricKey(data: Array(receipt.revealed().utf8))
    let code = HMAC<SHA256>.authenticationCode(for: Array("tongzhao confirmation number".utf8), using: key)
    // Eight bytes modulo a million: the unevenness is one part in 10^13.
    let number = code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
    let text = String(number)
    digits = String(repeating: "0", count: 6 - text.count) + text
  }

  /// What was typed: six digits, with spaces where people put them, and full-width digits as Chinese keyboards write.
  package init?(typed text: String) {
    guard let digits = TypedDigits.read(text, count: 6) else { return nil }
    self.digits = digits
  }

  /// As people read it: two groups of three.
  package var spaced: String { digits.prefix(3) + " " + digits.suffix(3) }
}

extension ConfirmationNumber {
  /// What the store keeps: the id of the key and the MAC over order and digits.
  package func digest(for order: OrderID, by secrets: ServerSecrets, at now: NumericDate) throws -> [UInt8] {
    digest(for: order, by: try secrets.current(.ticket, at: now))
  }

  /// The same under the key that the order's number was written with, if it still verifies.
  package func digest(
    for order: OrderID, keyID: String, by secrets: ServerSecrets, at now: NumericDate
  ) -> [UInt8]? {
    secrets.secret(.ticket, id: keyID, at: now).map { digest(for: order, by: $0) }
  }

  /// The id of the key in a digest.
  package static func keyID(ofDigest digest: [UInt8]) -> String? {
    digest.count == 36 ? String(validating: digest.prefix(4), as: UTF8.self) : nil
  }

  private func digest(for order: OrderID, by secret: ServerSecret) -> [UInt8] {
    Array(secret.id.utf8) + secret.authenticationCode(for: Array("number.\(order.value).\(digits)".utf8))
  }
}
