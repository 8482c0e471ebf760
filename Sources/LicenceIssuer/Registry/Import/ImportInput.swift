/// The bytes of an import file, taken apart into records before they are decoded.
///
/// That is safe in both encodings: in GB18030 as in UTF-8 no byte of a longer character is a quote, a comma or a line
/// end.
struct ImportInput {
  private(set) var bytesRead = 0
  private let nextChunk: () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var index = 0
  private var line = 1
  private var isAtStart = true
  private var decoder: ImportDecoder

  init(encoding: ImportEncoding?, nextChunk: @escaping () throws -> [UInt8]) {
    self.nextChunk = nextChunk
    decoder = ImportDecoder(encoding: encoding)
  }

  // MARK: The source

  /// Makes sure that there is a byte to read.
  private mutating func refill() throws -> Bool {
    while index == chunk.count {
      let next = try nextChunk()
      guard !next.isEmpty else { return false }
      bytesRead += next.count
      (chunk, index) = (next, 0)
    }
    return true
  }

  /// Looks at the beginning: at least the first few bytes, or all there are.
  private mutating func begin() throws {
    guard isAtStart else { return }
    isAtStart = false
    while chunk.count < 4096 {
      let next = try nextChunk()
      guard !next.isEmpty else { break }
      bytesRead += next.count
      chunk += next
    }
    index = try decoder.begin(chunk)
  }

  /// JSON Lines begin with an object; nothing that begins with a brace is a header.
  mutating func recognisedFormat() throws -> LicenceImportReader.Format {
    try begin()
    let first = chunk[index...].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    return first == UInt8(ascii: "{") ? .jsonLines : .csv
  }

  // MARK: Decoding

  mutating func utf8(of bytes: [UInt8], line: Int) throws(ImportFault) -> [UInt8] {
    try decoder.utf8(of: bytes, line: line)
  }

  mutating func texts(of record: CSVRecord) throws(ImportFault) -> [String] {
    try decoder.texts(of: record)
  }

  // MARK: Lines

  /// The next line without its end.
  mutating func nextLine() throws -> (line: Int, bytes: [UInt8])? {
    try begin()
    guard try refill() else { return nil }
    let start = line
    var bytes: [UInt8] = []
    while try refill() {
      let end = chunk[index...].firstIndex(of: 0x0A) ?? chunk.count
      bytes += chunk[index..<end]
      index = end
      guard bytes.count <= LicenceImportReader.longestRecord else {
        throw ImportFault(line: start, reason: .recordTooLong)
      }
      if end < chunk.count {
        index += 1
        line += 1
        break
      }
    }
    return (start, bytes)
  }

  // MARK: CSV

  /// The next record, with quotes resolved. Line ends are LF, CRLF or CR; within quotes they are text and kept as
  /// they are.
  mutating func nextCSVRecord() throws -> CSVRecord? {
    try begin()
    guard try refill() else { return nil }
    var record = CSVRecord(line: line)
    var state = CSVState.fieldStart
    while try refill() {
      let byte = chunk[index]
      switch state {
      case .fieldStart where byte == UInt8(ascii: "\""):
        record.wasQuoted = true
        state = .quoted
        index += 1
      case .fieldStart, .plain:
        if try endsField(byte, of: &record) { return record }
        if byte == UInt8(ascii: ",") {
          state = .fieldStart
        } else {
          if byte == UInt8(ascii: "\"") { record.hasStrayQuote = true }
          state = .plain
          takePlainRun(into: &record)
        }
      case .quoted:
        if byte == UInt8(ascii: "\"") {
          state = .quoteInQuoted
          index += 1
        } else {
          takeQuotedRun(into: &record)
        }
      case .quoteInQuoted where byte == UInt8(ascii: "\""):
        record.bytes.append(byte)
        state = .quoted
        index += 1
      case .quoteInQuoted:
        if try endsField(byte, of: &record) { return record }
        if byte == UInt8(ascii: ",") {
          state = .fieldStart
        } else {
          record.hasStrayQuote = true
          state = .plain
        }
      }
      guard record.bytes.count <= LicenceImportReader.longestRecord else {
        throw ImportFault(line: record.line, reason: .recordTooLong)
      }
    }
    if state == .quoted { throw ImportFault(line: record.line, reason: .unterminatedQuote) }
    record.endField()
    return record
  }

  private enum CSVState { case fieldStart, plain, quoted, quoteInQuoted }

  /// Takes a separator or a line end; true when the record is complete.
  private mutating func endsField(_ byte: UInt8, of record: inout CSVRecord) throws -> Bool {
    switch byte {
    case UInt8(ascii: ","):
      record.endField()
      index += 1
      return false
    case 0x0A, 0x0D:
      record.endField()
      index += 1
      if byte == 0x0D, try refill(), chunk[index] == 0x0A { index += 1 }
      line += 1
      return true
    default:
      return false
    }
  }

  /// Takes at least one byte, and on to the next that ends a field.
  private mutating func takePlainRun(into record: inout CSVRecord) {
    var end = index + 1
    while end < chunk.count {
      let byte = chunk[end]
      if byte == 0x2C || byte == 0x0A || byte == 0x0D || byte == 0x22 { break }
      end += 1
    }
    record.bytes += chunk[index..<end]
    index = end
  }

  /// Takes at least one byte, and on to the next quote.
  private mutating func takeQuotedRun(into record: inout CSVRecord) {
    var end = index
    repeat {
      if chunk[end] == 0x0A { line += 1 }
      end += 1
    } while end < chunk.count && chunk[end] != 0x22
    record.bytes += chunk[index..<end]
    index = end
  }
}
