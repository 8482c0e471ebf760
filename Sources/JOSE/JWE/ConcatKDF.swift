/// The single-step key derivation of NIST SP 800-56A §5.8.1 with SHA-256, in the form of RFC 7518 §4.6.2.
enum ConcatKDF {
  /// Derives the content key of ECDH-ES in direct use, where AlgorithmID is the `enc` value.
  static func key(
    sharedSecret: [UInt8], encryption: ContentEncryption, partyU: [UInt8], partyV: [UInt8]
  ) -> [UInt8] {
    key(
      sharedSecret: sharedSecret, algorithm: encryption.rawValue, length: encryption.keyLength, partyU: partyU,
      partyV: partyV)
  }

  /// Derives a key of so many bytes. AlgorithmID is the `enc` value in direct use, else the `alg` value.
  static func key(
    sharedSecret: [UInt8], algorithm: String, length: Int, partyU: [UInt8], partyV: [UInt8]
  ) -> [UInt8] {
    let others =
      lengthPrefixed(Array(algorithm.utf8)) + lengthPrefixed(partyU) + lengthPrefixed(partyV) + word(length * 8)
    var key: [UInt8] = []
    var round = 1
    while key.count < length {
      key += Digests.sha256(word(round) + sharedSecret + others)
      round += 1
    }
    return Array(key.prefix(length))
  }

  private static func lengthPrefixed(_ bytes: [UInt8]) -> [UInt8] { word(bytes.count) + bytes }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}
