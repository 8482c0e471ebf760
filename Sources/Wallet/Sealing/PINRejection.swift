/// Why a PIN cannot be chosen.
package enum PINRejection: Error, Sendable, Hashable, CaseIterable {
  case notDigits
  case tooShort
  case tooLong
  /// Fewer than three different digits, or one block over and over.
  case repetition
  /// Digits in a row.
  case sequence
  /// One that everybody tries first.
  case common
  /// What a birthday looks like.
  case date

  package var chinese: String {
    switch self {
    case .notDigits: "PIN 只能由数字组成"
    case .tooShort: "PIN 至少六位"
    case .tooLong: "PIN 最多三十二位"
    case .repetition: "PIN 不能是重复的数字"
    case .sequence: "PIN 不能是连续的数字"
    case .common: "这个 PIN 太常用，请换一个"
    case .date: "PIN 不能像生日"
    }
  }

  package var english: String {
    switch self {
    case .notDigits: "a PIN has digits only"
    case .tooShort: "a PIN has six digits or more"
    case .tooLong: "a PIN has at most thirty-two digits"
    case .repetition: "a PIN must not repeat the same digits"
    case .sequence: "a PIN must not be digits in a row"
    case .common: "this PIN is one of the first that anybody tries; choose another"
    case .date: "a PIN must not look like a birthday"
    }
  }
}
