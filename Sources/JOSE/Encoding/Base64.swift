/// The standard alphabet with padding (RFC 4648 §4), which `x5c` uses (RFC 7515 §4.1.6).
package enum Base64 {
  private static let alphabet = Base64Alphabet(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// The padded text of these bytes.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    alphabet.append(Array(bytes), to: &text)
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of this padded text; nil for anything not canonical.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes = Array(text.utf8)[...]
    guard bytes.count % 4 == 0 else { return nil }
    for _ in 0..<2 where bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
    // Four characters never end in one that the padding should have replaced by two.
    guard bytes.count % 4 != 1 else { return nil }
    return alphabet.decode(bytes)
  }
}
