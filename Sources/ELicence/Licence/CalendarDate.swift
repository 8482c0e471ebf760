package import JOSE

/// A day on a licence or a delegation. Days begin and end in Asia/Shanghai, which has had UTC+8 without summer time
/// since 1991; an end date is inclusive.
package struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// A day that exists in the Gregorian calendar, from 1000 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1000...9999).contains(year), (1...12).contains(month) else { return nil }
    guard day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Reads `2021-12-22`, `2021/12/22`, `2021.12.22`, `2021年12月22日`, with one or two digits for month and day, and
  /// `20211222`.
  package init?(_ text: some StringProtocol) {
    var numbers: [Int] = []
    var digits = 0
    var separators: [UInt32] = []
    var current = 0
    for scalar in text.unicodeScalars {
      if (0x30...0x39).contains(scalar.value) {
        current = current * 10 + Int(scalar.value - 0x30)
        digits += 1
        guard digits <= 8 else { return nil }
      } else {
        guard digits > 0, numbers.count < 3 else { return nil }
        if numbers.isEmpty ? digits != 4 : digits > 2 { return nil }
        numbers.append(current)
        separators.append(scalar.value)
        (current, digits) = (0, 0)
      }
    }
    if separators.isEmpty {
      guard digits == 8 else { return nil }
      self.init(year: current / 10_000, month: current / 100 % 100, day: current % 100)
      return
    }
    if digits > 0 {
      guard numbers.count == 2, digits <= 2 else { return nil }
      numbers.append(current)
    }
    let accepted: [[UInt32]] = [[0x2D, 0x2D], [0x2F, 0x2F], [0x2E, 0x2E], [0x5E74, 0x6708, 0x65E5]]
    guard numbers.count == 3, accepted.contains(separators) else { return nil }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// The day it is in Shanghai at that moment.
  package init(at moment: NumericDate) {
    let local = moment.seconds + Self.offset
    self.init(daysSinceEpoch: Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
  }

  /// The first second of the day in Shanghai.
  package var startOfDay: NumericDate { NumericDate(Int64(daysSinceEpoch) * 86_400 - Self.offset) }
  /// The last second of the day in Shanghai: what an inclusive end date means.
  package var endOfDay: NumericDate { NumericDate(Int64(daysSinceEpoch) * 86_400 - Self.offset + 86_399) }

  /// The day that many days later, or earlier for a negative number.
  package func adding(days: Int) -> CalendarDate { CalendarDate(daysSinceEpoch: daysSinceEpoch + days) }

  /// `2021-12-22`
  package var description: String { Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) }
  /// `2021年12月22日`, as on the face of a licence.
  package var chinese: String { "\(year)年\(Self.padded(month, 2))月\(Self.padded(day, 2))日" }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  // MARK: Calendar arithmetic (proleptic Gregorian, eras of 400 years)

  private static let offset: Int64 = 8 * 3600

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var daysSinceEpoch: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private init(daysSinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
