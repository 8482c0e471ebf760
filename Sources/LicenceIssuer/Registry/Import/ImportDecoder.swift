/// Decides the encoding of an import and decodes its records. Nothing is ever replaced: what cannot be decoded exactly
/// is a fault of its line.
struct ImportDecoder {
  private var encoding: ImportEncoding?
  private var converter: CharacterConverter?

  init(encoding: ImportEncoding?) {
    self.encoding = encoding
  }

  /// Looks at the first bytes and returns how many of them are a byte order mark.
  mutating func begin(_ sample: [UInt8]) throws(ImportFault) -> Int {
    if sample.starts(with: [0xEF, 0xBB, 0xBF]) {
      encoding = encoding ?? .utf8
      return 3
    }
    if sample.starts(with: [0x84, 0x31, 0x95, 0x33]) {
      encoding = encoding ?? .gb18030
      return 4
    }
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) {
      throw ImportFault(line: 1, reason: .unsupportedEncoding)
    }
    encoding = encoding ?? ImportEncoding(recognising: sample)
    return 0
  }

  /// The bytes as UTF-8.
  mutating func utf8(of bytes: [UInt8], line: Int) throws(ImportFault) -> [UInt8] {
    // As long as everything was ASCII both encodings are the same, and the first other record decides.
    if encoding == nil { encoding = ImportEncoding(recognising: bytes) }
    switch encoding {
    case nil, .utf8: return bytes
    case .gb18030:
      converter = converter ?? CharacterConverter(from: .gb18030, to: .utf8)
      guard let converted = converter?.convert(bytes) else { throw ImportFault(line: line, reason: .badEncoding) }
      return converted
    }
  }

  /// The fields as text.
  mutating func texts(of record: CSVRecord) throws(ImportFault) -> [String] {
    if encoding == nil { encoding = ImportEncoding(recognising: record.bytes) }
    var texts: [String] = []
    texts.reserveCapacity(record.ends.count)
    for range in record.fields {
      let text: String?
      if encoding == .gb18030 {
        text = String(validating: try utf8(of: Array(record.bytes[range]), line: record.line), as: UTF8.self)
      } else {
        text = String(validating: record.bytes[range], as: UTF8.self)
      }
      guard let text else { throw ImportFault(line: record.line, reason: .badEncoding) }
      texts.append(text)
    }
    return texts
  }
}
