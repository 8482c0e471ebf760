import JOSE

/// Bytes that only the holder of a key-encryption key can open, and only as what they were sealed for.
///
/// Format: version (1) ‖ id of the key-encryption key (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
package struct SealedBytes: Sendable, Hashable {
  static let version: UInt8 = 1
  static let idLength = 8
  static let headerLength = 1 + idLength

  /// The whole, as stored.
  package let bytes: [UInt8]

  /// Takes stored bytes; their content is checked when they are opened.
  package init(stored bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(keyID: [UInt8], box: some Sequence<UInt8>) {
    bytes = [Self.version] + keyID + box
  }

  /// The name of the key-encryption key that opens them.
  package var encryptionKeyID: String { Base64URL.encode(Array(keyID)) }

  var keyID: ArraySlice<UInt8> { bytes.prefix(Self.headerLength).dropFirst() }
  var box: ArraySlice<UInt8> { bytes.dropFirst(Self.headerLength) }
}

/// What sealed bytes belong to, so that they cannot be moved to another row.
package struct SealingContext: Sendable, Hashable {
  package let table: String
  package let row: String

  package init(table: String, row: String) {
    self.table = table
    self.row = row
  }

  /// With the length of the first part, so that no two contexts give the same bytes.
  var associatedData: [UInt8] {
    let table = Array(table.utf8)
    return Array("tongzhao-sealed-1".utf8) + [UInt8(truncatingIfNeeded: table.count)] + table + Array(row.utf8)
  }
}

/// Why sealed bytes did not open.
package enum SealRefusal: Error, Sendable, Hashable, CaseIterable {
  /// Too short, or of a version that this program does not know.
  case malformed
  /// Sealed under another key-encryption key.
  case otherKey
  /// Changed, or sealed for something else.
  case altered
}
