// The Sealing room keeps the wallet's one file: a key from the PIN, the bytes under it, the file on the disk, and the
// growing wait after wrong tries. What is in the file is Content's matter.

/// A PIN that is good enough to be chosen: six digits or more that nobody guesses first.
package struct PIN: Sendable {
  package static let minimumLength = 6
  package static let maximumLength = 32

  let digits: [UInt8]

  /// Accepts a PIN for a new wallet. Opening one goes by `PINEntry`: rules may become stricter, old PINs must open.
  package init(_ text: String) throws(PINRejection) {
    guard let entry = PINEntry(text) else { throw .notDigits }
    let digits = entry.digits
    guard digits.count >= Self.minimumLength else { throw .tooShort }
    guard digits.count <= Self.maximumLength else { throw .tooLong }
    let values = digits.map { Int($0) - 0x30 }
    guard Set(values).count >= 3, !Self.isRepetition(values) else { throw .repetition }
    guard !Self.isSequence(values) else { throw .sequence }
    guard !Self.common.contains(String(decoding: digits, as: UTF8.self)) else { throw .common }
    guard !Self.isDate(values) else { throw .date }
    self.digits = digits
  }

  package var entry: PINEntry { PINEntry(digits: digits) }

  /// One block over and over: 121212, 123123.
  private static func isRepetition(_ values: [Int]) -> Bool {
    (1...(values.count / 2)).contains { length in
      values.count.isMultiple(of: length) && values.indices.allSatisfy { values[$0] == values[$0 % length] }
    }
  }

  /// The same step between all neighbours, over the nine: 123456, 987654, 890123, 135791; or doubled: 112233.
  private static func isSequence(_ values: [Int]) -> Bool {
    hasOneStep(values) || (values.count.isMultiple(of: 2) && isDoubled(values))
  }

  private static func isDoubled(_ values: [Int]) -> Bool {
    let pairs = stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
    return pairs.allSatisfy { $0.0 == $0.1 } && hasOneStep(pairs.map(\.0))
  }

  private static func hasOneStep(_ values: [Int]) -> Bool {
    let steps = zip(values, values.dropFirst()).map { ($1 - $0 + 10) % 10 }
    return Set(steps).count == 1
  }

  /// What a birthday looks like: 850312, 19850312, 20010203.
  private static func isDate(_ values: [Int]) -> Bool {
    func number(_ range: Range<Int>) -> Int { values[range].reduce(0) { $0 * 10 + $1 } }
    let monthAt: Int
    switch values.count {
    case 6: monthAt = 2
    case 8:
      guard (1900...2099).contains(number(0..<4)) else { return false }
      monthAt = 4
    default: return false
    }
    return (1...12).contains(number(monthAt..<monthAt + 2)) && (1...31).contains(number(monthAt + 2..<monthAt + 4))
  }

  private static let common: Set<String> = [
    "123321", "123654", "147258", "147852", "159357", "159753", "258369", "258456", "321654", "456123", "520131",
    "521521", "5201314", "1314520", "654123", "789456", "741852", "963852", "142857", "314159", "100200", "102030",
  ]
}

extension PIN: CustomStringConvertible, CustomReflectable {
  /// Nothing of it.
  package var description: String { "PIN(<redacted>)" }
  /// Empty, so that dumps show nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
