import CQREncode

// This room draws a text as a QR code (ISO/IEC 18004) and knows nothing of what the text says. Below it stands the C
// target CQREncode; above it the pages that show a code to be scanned and the commands that print one.

/// A QR code: a square of dark and light modules.
package struct QRCode: Sendable, Hashable {
  /// How much of the symbol may be lost and still be read: about 7, 15, 25 and 30 per cent.
  package enum Correction: Int, Sendable, Hashable, CaseIterable {
    /// About 7 per cent.
    case low
    /// About 15 per cent.
    case medium
    /// About 25 per cent.
    case quartile
    /// About 30 per cent.
    case high
  }

  /// Why there is no symbol.
  package enum Rejection: Error, Sendable, Hashable, CaseIterable {
    /// There is nothing to say.
    case empty
    /// No symbol holds that much.
    case tooLong
  }

  /// The light border a reader needs around the symbol, in modules (ISO/IEC 18004 §6.3.8).
  static let quietZone = 4

  /// Modules along one edge, without the quiet zone.
  package let side: Int
  private let modules: [Bool]

  /// The smallest symbol that holds the text's UTF-8 bytes.
  package init(_ text: String, correction: Correction = .medium) throws(Rejection) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw .empty }
    guard let symbol = cqrencode_symbol_new(bytes, bytes.count, Int32(correction.rawValue)) else { throw .tooLong }
    defer { cqrencode_symbol_free(symbol) }
    side = cqrencode_symbol_side(symbol)
    modules = UnsafeBufferPointer(start: cqrencode_symbol_modules(symbol), count: side * side).map { $0 & 1 == 1 }
  }

  /// True for a dark module; outside the symbol everything is light.
  package subscript(x: Int, y: Int) -> Bool {
    (0..<side).contains(x) && (0..<side).contains(y) && modules[y * side + x]
  }
}
