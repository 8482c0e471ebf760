import JOSE

/// The name of an order. It stands in QR codes and links, so it opens nothing by itself.
package struct OrderID: Sendable, Hashable {
  /// 22 characters of base64url.
  package let value: String

  /// A fresh one: 128 random bits.
  package init() { value = Base64URL.encode(Random.bytes(16)) }

  /// From a path or a frame; nil when it cannot be the name of an order.
  package init?(_ text: some StringProtocol) {
    guard let bytes = Base64URL.decode(text), bytes.count == 16 else { return nil }
    value = String(text)
  }
}
