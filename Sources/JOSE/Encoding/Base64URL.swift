// The Encoding folder holds what turns bytes into text and back, digests, randomness and time:
// the small words that JWK, JWS, JWE and SD-JWT are made of. It does no input or output, save for
// the two doors named after it: `Random` (the system's generator) and `NumericDate.now()`.

/// base64url without padding (RFC 7515 §2, RFC 4648 §5). Decoding takes exactly one text for each byte sequence.
package enum Base64URL {
  private static let alphabet = Base64Alphabet(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  /// The text of these bytes.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The text of these bytes.
  package static func encode(_ bytes: some Collection<UInt8>) -> String { encode(Array(bytes)) }

  /// Appends the text of these bytes, as bytes.
  package static func append(_ bytes: [UInt8], to text: inout [UInt8]) { alphabet.append(bytes, to: &text) }

  /// The bytes of this text; nil for padding, white space, other characters, an impossible length and for trailing
  /// bits that are not zero.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)[...]) }

  /// The bytes of this text, given as bytes.
  package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? { alphabet.decode(text) }
}
