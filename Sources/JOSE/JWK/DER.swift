/// The DER forms (X.690 §8) that RSA keys are made of.
enum DER {
  static func sequence(_ content: [UInt8]) -> [UInt8] { [0x30] + length(content.count) + content }

  static func bitString(_ content: [UInt8]) -> [UInt8] { [0x03] + length(content.count + 1) + [0x00] + content }

  static func octetString(_ content: [UInt8]) -> [UInt8] { [0x04] + length(content.count) + content }

  /// An INTEGER that is not negative: fewest bytes, and a zero in front where the first bit is set.
  static func unsigned(_ bytes: [UInt8]) -> [UInt8] {
    var number = Array(bytes.drop { $0 == 0 })
    if number.first.map({ $0 >= 0x80 }) ?? true { number.insert(0x00, at: 0) }
    return [0x02] + length(number.count) + number
  }

  private static func length(_ count: Int) -> [UInt8] {
    if count < 0x80 { return [UInt8(count)] }
    var bytes: [UInt8] = []
    var rest = count
    while rest > 0 {
      bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(bytes.count)] + bytes
  }
}
