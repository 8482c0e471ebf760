extension String {
  /// The text with a `·` in place of whatever could steer a terminal or turn what stands beside it: control characters,
  /// and the marks that change the direction of writing. For what strangers typed and a person reads.
  /// - Parameter keepingLines: whether line breaks stay.
  package func printable(keepingLines: Bool = false) -> String {
    String(
      unicodeScalars.map { scalar in
        switch scalar.value {
        case 0x0A where keepingLines: Character(scalar)
        // C0, DEL and C1; then the marks of UAX #9.
        case 0x00..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: "·"
        default: Character(scalar)
        }
      })
  }
}
