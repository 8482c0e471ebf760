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
      case ("read", 2): return read(values[0], as: String(decoding: values[1], as: UTF8.self))
      case ("authenticate", 2): return hexadecimal(try SM3.authenticationCode(for: values[1], key: values[0]))
      default: return "unknown"
      }
    } catch {
      return "refused"
    }
  }

  /// Whether these bytes are something of that kind, after all that a server would ask of it.
  private static func read(_ bytes: [UInt8], as kind: String) -> String {
    do {
      switch kind {
      case "certificate":
        let certificate = try Certificate(der: bytes)
        _ = (certificate.publicKey, certificate.dnsNames, certificate.purposes, certificate.subject)
        _ = try? CertificateChain.verify(
          leaf: certificate, intermediates: [], anchors: [certificate], at: certificate.notBefore)
      case "revocation-list":
        let list = try CertificateRevocationList(der: bytes)
        _ = list.contains(serialNumber: [1])
      case "certificate-request": _ = try CertificateSigningRequest(der: bytes).isSigned
      case "key-file": _ = try KeyFile(bytes, passphrase: nil).kind
      case "pem": _ = try Certificate.certificates(inPEM: String(decoding: bytes, as: UTF8.self))
      case "sm2-key":
        if let key = try? SM2PublicKey(x963: bytes) { return key.publicKeyInfoDER.isEmpty ? "refused" : "read" }
        if let key = try? SM2PrivateKey(pkcs8DER: bytes) { _ = try key.signature(for: bytes) }
        _ = try SM2PublicKey(publicKeyInfoDER: bytes)
      case "sm2-signature":
        guard let signature = SM2Signature(der: bytes) ?? SM2Signature(raw: bytes) else { return "refused" }
        _ = try SM2PrivateKey.generate().publicKey.isValid(signature, for: bytes)
      case "inflate": return Deflate.decompress(bytes, limit: 1 << 16) == nil ? "refused" : "read"
      default: return "unknown"
      }
      return "read"
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
