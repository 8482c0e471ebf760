/// The single-step key derivation of NIST SP 800-56A §5.8.1 with SHA-256, in the form of RFC 7518 §4.6.2.
enum ConcatKDF {
  /// Derives the content key of ECDH-ES in direct use, where AlgorithmID is the `enc` value. The keys are at most
  /// 32 bytes long, so the first round of the hash is always enough.
  static func key(
    sharedSecret: [UInt8], encryption: ContentEncryption, partyU: [UInt8], partyV: [UInt8]
  ) -> [UInt8] {
    var input: [UInt8] = word(1)
    input += sharedSecret
    input += lengthPrefixed(Array(encryption.rawValue.utf8))
    input += lengthPrefixed(partyU)
    input += lengthPrefixed(partyV)
    input += word(encryption.keyLength * 8)
    return Array(Digests.sha256(input).prefix(encryption.keyLength))
  }

  private static func lengthPrefixed(_ bytes: [UInt8]) -> [UInt8] { word(bytes.count) + bytes }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}
