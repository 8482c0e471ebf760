import JOSE

/// The header of a sealed stream: a line that says what it is, a length, and for each recovery key the wrapped key.
package struct SealedStream: Sendable, Hashable {
  static let magic = Array("tongzhao-backup-1\n".utf8)
  /// Bytes before the length is known.
  package static let prefixLength = magic.count + 4
  private static let longest = 65_536

  let bytes: [UInt8]
  let keys: [WrappedDataKey]

  /// How many bytes follow the first ``prefixLength`` ones.
  package static func headerLength(_ prefix: [UInt8]) throws(RecoveryRefusal) -> Int {
    guard prefix.count == prefixLength, Array(prefix.prefix(magic.count)) == magic else { throw .malformed }
    let length = prefix.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    guard (2...longest).contains(length) else { throw .malformed }
    return length
  }

  /// Reads a whole header.
  package init(header bytes: [UInt8]) throws(RecoveryRefusal) {
    let length = try Self.headerLength(Array(bytes.prefix(Self.prefixLength)))
    guard bytes.count == Self.prefixLength + length, let json = try? JSON(parsing: Array(bytes.suffix(length))),
      let entries = json["keys"]?.array
    else { throw .malformed }
    var keys: [WrappedDataKey] = []
    for entry in entries {
      guard let key = WrappedDataKey(entry) else { throw .malformed }
      keys.append(key)
    }
    self.bytes = bytes
    self.keys = keys
  }

  /// The names of the recovery keys that open it.
  package var recipients: [String] { keys.map(\.recipient) }
}
