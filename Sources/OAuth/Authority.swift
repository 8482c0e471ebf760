/// Host and port of a URI (RFC 3986 §3.2), in canonical lower-case form only; no user information.
struct Authority {
  let host: String
  let port: Int?
  let isIPv6: Bool

  init?(_ text: Substring) {
    let portText: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let address = text[text.index(after: text.startIndex)..<end]
      let isAddress = address.utf8.allSatisfy {
        (0x30...0x3A).contains($0) || (0x61...0x66).contains($0) || $0 == UInt8(ascii: ".")
      }
      guard address.utf8.count >= 2, isAddress, address.utf8.contains(UInt8(ascii: ":")) else { return nil }
      let after = text[text.index(after: end)...]
      guard after.isEmpty || after.first == ":" else { return nil }
      (host, isIPv6) = (String(address), true)
      portText = after.isEmpty ? nil : after.dropFirst()
    } else {
      let colon = text.firstIndex(of: ":") ?? text.endIndex
      guard Self.isName(text[..<colon]) else { return nil }
      (host, isIPv6) = (String(text[..<colon]), false)
      portText = colon == text.endIndex ? nil : text[text.index(after: colon)...]
    }
    guard let portText else {
      port = nil
      return
    }
    let isNumber = portText.utf8.allSatisfy { (0x30...0x39).contains($0) } && portText.first != "0"
    guard isNumber, let number = UInt16(portText) else { return nil }
    port = Int(number)
  }

  /// Only addresses written out: a name such as `localhost` may resolve to anything (RFC 8252 §8.3).
  var isLoopback: Bool {
    if isIPv6 { return host == "::1" }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
      }
  }

  private static func isName(_ text: Substring) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      let isLabel = label.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
      }
      return (1...63).contains(label.utf8.count) && isLabel && label.first != "-" && label.last != "-"
    }
  }
}
