/// Why a text is no unified social credit code.
package enum CreditCodeRejection: Error, Sendable, Hashable, CaseIterable {
  /// Not eighteen characters.
  case length
  /// A character outside the alphabet, which has no I, O, S, V, Z and no lower case.
  case character
  /// Positions 3 to 8 are not all digits.
  case division
  /// The last character does not check the others.
  case checkCharacter

  /// One sentence for a person, Chinese.
  package var chinese: String {
    switch self {
    case .length: "统一社会信用代码应为18位"
    case .character: "含有统一社会信用代码不使用的字符"
    case .division: "第3至8位应为数字"
    case .checkCharacter: "校验码不正确"
    }
  }

  /// One sentence for a person, English.
  package var english: String {
    switch self {
    case .length: "a credit code has 18 characters"
    case .character: "has a character that credit codes do not use"
    case .division: "positions 3 to 8 must be digits"
    case .checkCharacter: "the check character is wrong"
    }
  }
}
