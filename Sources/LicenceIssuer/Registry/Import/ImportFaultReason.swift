/// Why a line of an import is wrong.
package enum ImportFaultReason: String, Sendable, Hashable, CaseIterable {
  // The file
  case empty
  case unsupportedEncoding
  case unknownColumn
  case duplicateColumn
  case missingColumn
  case unterminatedQuote
  case recordTooLong
  // The record
  case badEncoding
  case strayQuote
  case fieldCount
  case malformedJSON
  case wrongJSONType
  case unknownMember
  // The value
  case missing
  case creditCodeLength
  case creditCodeCharacter
  case creditCodeDivision
  case creditCodeCheckCharacter
  case badDate
  case unknownKind
  case unknownState
  case controlCharacter
  case replacementCharacter
  case textTooLong
  case termEndsBeforeItBegins
  case unknownDocumentType
  case documentNumber
  case secondValue
  // The register, which sees these when it keeps the record
  case duplicateCode
  case transitionRefused

  /// Whether nothing after it can be read.
  var endsTheFile: Bool {
    switch self {
    case .empty, .unsupportedEncoding, .unknownColumn, .duplicateColumn, .missingColumn, .unterminatedQuote,
      .recordTooLong:
      true
    case .badEncoding, .strayQuote, .fieldCount, .malformedJSON, .wrongJSONType, .unknownMember, .missing,
      .creditCodeLength, .creditCodeCharacter, .creditCodeDivision, .creditCodeCheckCharacter, .badDate, .unknownKind,
      .unknownState, .controlCharacter, .replacementCharacter, .textTooLong, .termEndsBeforeItBegins,
      .unknownDocumentType, .documentNumber, .secondValue,
      .duplicateCode, .transitionRefused:
      false
    }
  }
}
