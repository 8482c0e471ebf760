/// How an import file writes characters.
package enum ImportEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "UTF-8"
  case gb18030 = "GB18030"

  /// Tells the encoding of a sample of text, if the sample has anything but ASCII.
  ///
  /// Chinese text in GB18030 is nearly nowhere valid UTF-8, and a UTF-8 file may have a broken byte somewhere. So the
  /// two are weighed and not decided by the first invalid byte: a broken UTF-8 file must be reported as such and not be
  /// read as other characters.
  init?(recognising sample: [UInt8]) {
    var valid = 0
    var invalid = 0
    var index = 0
    while index < sample.count {
      let byte = sample[index]
      let length =
        switch byte {
        case 0x00...0x7F: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
      if length == 1 {
        index += 1
        continue
      }
      let next = index + 1
      let end = index + length
      if end > sample.count, length > 0, sample[next...].allSatisfy({ $0 & 0xC0 == 0x80 }) { break }
      if length > 0, sample[next..<min(end, sample.count)].allSatisfy({ $0 & 0xC0 == 0x80 }) {
        valid += 1
        index = end
      } else {
        invalid += 1
        index += 1
      }
    }
    guard valid + invalid > 0 else { return nil }
    self = invalid > valid ? .gb18030 : .utf8
  }
}
