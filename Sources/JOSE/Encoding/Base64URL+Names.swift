extension Base64URL {
  /// The text of these bytes as a name that people hand to a command line: never with a hyphen in front, which would
  /// make it an option there. The same bytes always have the same name.
  package static func name(_ bytes: [UInt8]) -> String {
    let text = encode(bytes)
    return text.hasPrefix("-") ? "x" + text.dropFirst() : text
  }
}
