extension String {
  /// The parts between these ASCII characters, found by bytes. `split` would look for what a reader takes for one
  /// character, at ten times the cost, and pass over a separator with a combining mark behind it.
  package func parts(between separator: Unicode.Scalar, keepingEmpty: Bool = true) -> [Substring] {
    self[...].parts(between: separator, keepingEmpty: keepingEmpty)
  }
}

extension Substring {
  /// As of a whole text.
  package func parts(between separator: Unicode.Scalar, keepingEmpty: Bool = true) -> [Substring] {
    utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: !keepingEmpty).map(Substring.init)
  }
}
