/// One CSV record: its fields one after the other, still encoded.
struct CSVRecord {
  let line: Int
  var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  var hasStrayQuote = false
  var wasQuoted = false

  init(line: Int) { self.line = line }

  mutating func endField() { ends.append(bytes.count) }

  /// An empty line, or the row of bare commas that spreadsheets leave at the end.
  var isBlank: Bool { bytes.isEmpty && !wasQuoted }

  /// The fields' ranges in `bytes`.
  var fields: [Range<Int>] {
    var start = 0
    return ends.map { end in
      defer { start = end }
      return start..<end
    }
  }
}
