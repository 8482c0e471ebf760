import LibCrypto

/// Answers what another implementation of the national algorithms asks, a line for a line and everything in hexadecimal.
/// It links LibCrypto and nothing else of ours, so that a sanitizer can watch the C library's edge alone.
@main struct LibCryptoProbe {
  static func main() {
    while let line = readLine() {
      // A message may be empty.
      print(answer(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)))
    }
  }

  private static func answer(_ words: [String]) -> String {
    let values = words.dropFirst().map(octets)
    do {
      switch (words.first, values.count) {
      case ("generate", 0):
        let key = try SM2PrivateKey.generate()
        return "\(hexadecimal(try key.number())) \(hexadecimal(key.publicKey.x963))"
      case ("sign", 3):
        let key = try SM2PrivateKey(number: values[0], publicKey: SM2PublicKey(x963: values[1]))
        return hexadecimal(try key.signature(for: values[2]).raw)
      case ("verify", 3):
        let key = try SM2PublicKey(x963: values[0])
        return SM2Signature(raw: values[1]).map { key.isValid($0, for: values[2]) } == true ? "good" : "bad"
      case ("hash", 1): return hexadecimal(try SM3.hash(values[0]))
      case ("authenticate", 2): return hexadecimal(try SM3.authenticationCode(for: values[1], key: values[0]))
      default: return "unknown"
      }
    } catch {
      return "refused"
    }
  }

  private static func octets(_ text: String) -> [UInt8] {
    let digits = text.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static func hexadecimal(_ octets: [UInt8]) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
