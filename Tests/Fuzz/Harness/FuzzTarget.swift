// Fuzzing: parsers that take hostile bytes, each with what must hold whatever the bytes are. A target is called in two
// ways: `Replay` runs it over its kept corpus with every `swift test`, and libFuzzer runs it for as long as one likes
// (`deploy/fuzz`). LibCrypto, Words and Rooms are the targets by what they must be built with.

/// One parser and its rules. No input may crash it; `check` throws when a rule is broken.
package struct FuzzTarget: Sendable {
  /// Its name, which is also its corpus's folder.
  package let name: String
  /// Longer inputs are refused by whoever calls the parser, in bytes.
  package let maximumLength: Int

  private let rules: @Sendable ([UInt8]) throws -> Void

  /// `rules` feeds the parser and states what follows by `hold`. What the parser refuses is no broken rule.
  package init(_ name: String, maximumLength: Int = 4096, rules: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.maximumLength = maximumLength
    self.rules = rules
  }

  /// The same for a parser of text: what is no UTF-8 never gets there.
  package static func text(
    _ name: String, maximumLength: Int = 4096, rules: @escaping @Sendable (String) throws -> Void
  ) -> FuzzTarget {
    FuzzTarget(name, maximumLength: maximumLength) { bytes in
      if let text = String(validating: bytes, as: UTF8.self) { try rules(text) }
    }
  }

  /// Feeds the parser.
  package func check(_ bytes: [UInt8]) throws {
    guard bytes.count <= maximumLength else { return }
    try rules(bytes)
  }
}
