import COpenSSL

/// Seals by SM4 (GB/T 32907) in CBC mode and then authenticates by HMAC-SM3, as RFC 7518 §5.2 does with AES and SHA-2:
/// OpenSSL 3.0 has no mode of SM4 that authenticates by itself. Who opens looks at the code first, so a padding tells
/// nobody anything.
package struct SM4Box: Sendable {
  /// Why nothing was opened: there is one answer to everything that was altered.
  package struct Altered: Error, Sendable, Hashable {}

  /// Octets of a key: 32 that authenticate and 16 that encrypt.
  package static let keyCount = 48
  private static let blockCount = 16
  private static let codeCount = 32

  private let authenticating: [UInt8]
  private let encrypting: [UInt8]

  /// Nil for a key of another length.
  package init?(key: [UInt8]) {
    guard key.count == Self.keyCount else { return nil }
    authenticating = Array(key[..<32])
    encrypting = Array(key[32...])
  }

  /// The initialization vector, the cipher text and the code. `context` is authenticated and not in it: what is sealed
  /// in one place does not open in another.
  package func seal(_ plain: [UInt8], context: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    let initialization = (0..<Self.blockCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let text = initialization + (try SM4Box.run(plain, encrypting, initialization, encrypts: true))
    return text + (try code(of: text, context: context))
  }

  /// What was sealed in this context.
  package func open(_ sealed: [UInt8], context: [UInt8]) throws(Altered) -> [UInt8] {
    guard sealed.count >= 2 * Self.blockCount + Self.codeCount else { throw Altered() }
    let text = Array(sealed.dropLast(Self.codeCount))
    do {
      guard try SM4Box.areEqual(code(of: text, context: context), sealed.suffix(Self.codeCount)) else {
        throw Altered()
      }
      return try SM4Box.run(
        Array(text.dropFirst(Self.blockCount)), encrypting, Array(text.prefix(Self.blockCount)), encrypts: false)
    } catch {
      throw Altered()
    }
  }

  /// With the context's length at the end, so that no octet can pass from one to the other.
  private func code(of text: [UInt8], context: [UInt8]) throws(LibCryptoError) -> [UInt8] {
    let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: context.count >> ($0 * 8)) }
    return try SM3.authenticationCode(for: context + text + length, key: authenticating)
  }

  /// In a time that tells nothing of where they differ.
  private static func areEqual(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  static func run(
    _ input: [UInt8], _ key: [UInt8], _ initialization: [UInt8], encrypts: Bool
  ) throws(LibCryptoError) -> [UInt8] {
    guard
      let bytes = takeBytes(copenssl_sm4_cbc(key, initialization, input, input.count, encrypts ? 1 : 0))
    else { throw .last(encrypts ? "encrypt by SM4" : "decrypt by SM4") }
    return bytes
  }
}
