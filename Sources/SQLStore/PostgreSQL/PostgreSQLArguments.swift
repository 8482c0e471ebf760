/// A statement's arguments in the binary format of their types.
struct PostgreSQLArguments {
  /// The types' object identifiers (`pg_type.dat`), the same in every database.
  private enum TypeID {
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let text: UInt32 = 25
    /// PostgreSQL finds it out.
    static let unspecified: UInt32 = 0
  }

  let types: [UInt32]
  /// All values one after another, with one byte more so that an empty one has an address too.
  private let bytes: [UInt8]
  /// Where each value lies in `bytes`; nil for null.
  private let places: [Range<Int>?]

  init(_ arguments: [SQLValue]) {
    var types: [UInt32] = []
    var bytes: [UInt8] = []
    var places: [Range<Int>?] = []
    for argument in arguments {
      let start = bytes.count
      switch argument {
      case .null:
        types.append(TypeID.unspecified)
        places.append(nil)
        continue
      case .integer(let integer):
        types.append(TypeID.int8)
        withUnsafeBytes(of: integer.bigEndian) { bytes += $0 }
      case .text(let text):
        types.append(TypeID.text)
        bytes += Array(StoredText.stored(text).utf8)
      case .blob(let blob):
        types.append(TypeID.bytea)
        bytes += blob
      }
      places.append(start..<bytes.count)
    }
    bytes.append(0)
    self.types = types
    self.bytes = bytes
    self.places = places
  }

  /// Gives `body` the values' addresses (nil for null) and lengths.
  func withPointers<T>(_ body: ([UnsafePointer<CChar>?], [Int32]) -> T) -> T {
    bytes.withUnsafeBytes { all in
      let start = all.bindMemory(to: CChar.self).baseAddress
      return body(
        places.map { place in place.flatMap { place in start.map { $0 + place.lowerBound } } },
        places.map { Int32($0?.count ?? 0) })
    }
  }
}
