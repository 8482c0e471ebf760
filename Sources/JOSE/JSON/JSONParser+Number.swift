extension JSONParser {
  /// Reads a number (RFC 8259 §6). One without fraction and exponent that fits 64 bits stays exact.
  mutating func number() throws(JSONError) -> JSON {
    let start = index
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let firstDigit = index
    let digits = skipDigits()
    guard digits > 0 else { throw index < bytes.count ? .invalidNumber : .unexpectedEnd }
    guard digits == 1 || bytes[firstDigit] != UInt8(ascii: "0") else { throw .invalidNumber }
    var isWhole = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      guard skipDigits() > 0 else { throw .invalidNumber }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard skipDigits() > 0 else { throw .invalidNumber }
    }
    if isWhole, let value = integer(bytes[firstDigit..<index], isNegative: isNegative) { return .integer(value) }
    guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)), value.isFinite else {
      throw .numberOutOfRange
    }
    return .number(value)
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] { index += 1 }
    return index - start
  }

  private func integer(_ digits: ArraySlice<UInt8>, isNegative: Bool) -> Int64? {
    var value: Int64 = 0
    for byte in digits {
      let digit = Int64(byte - UInt8(ascii: "0"))
      let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
      // Built on the negative side, whose range reaches one further.
      let (difference, underflowed) = product.subtractingReportingOverflow(digit)
      if overflowed || underflowed { return nil }
      value = difference
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }
}
