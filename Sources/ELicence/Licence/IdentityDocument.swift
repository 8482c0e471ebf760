package import JOSE

/// A person's identity document, as far as a licence may carry it: its kind and its number.
package struct IdentityDocument: Sendable, Hashable {
  /// The claim that names the kind.
  package static let typeClaim = "holder_document_type"
  /// The claim with the number.
  package static let numberClaim = "holder_document_number"

  package let type: IdentityDocumentType
  /// Letters and digits, as printed, letters in capitals.
  package let number: String

  /// Refuses a number that cannot be one of this kind.
  package init(type: IdentityDocumentType, number: String) throws(IdentityDocumentRejection) {
    let number = number.uppercased()
    guard (4...32).contains(number.utf8.count), number.utf8.allSatisfy(Self.isPrinted) else { throw .malformed }
    if type == .residentIdentityCard {
      guard Self.isResidentNumber(number) else { throw .wrongCheckCharacter }
    }
    self.type = type
    self.number = number
  }

  /// Letters, digits, and what stands between them on some passports and permits.
  private static func isPrinted(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "/"):
      true
    default: false
    }
  }

  /// GB 11643-1999 §4: seventeen digits and a check character over GF(11).
  private static func isResidentNumber(_ number: String) -> Bool {
    let characters = Array(number.utf8)
    guard characters.count == 18, let last = characters.last else { return false }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    var sum = 0
    for (character, weight) in zip(characters, weights) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return false }
      sum += Int(character - UInt8(ascii: "0")) * weight
    }
    return last == Array("10X98765432".utf8)[sum % 11]
  }
}

/// Why something is no identity document's number.
package enum IdentityDocumentRejection: Error, Sendable, Hashable, CaseIterable {
  case malformed
  /// A resident identity card's number has eighteen places, the last of which follows from the others (GB 11643).
  case wrongCheckCharacter
}

extension IdentityDocument: CustomStringConvertible, CustomReflectable {
  /// The kind alone, should one ever reach a log.
  package var description: String { "IdentityDocument(\(type.rawValue), <redacted>)" }

  /// The kind alone.
  package var customMirror: Mirror { Mirror(self, children: ["type": type.rawValue]) }
}

extension IdentityDocument {
  /// What storage seals.
  package var json: JSON { ["type": .string(type.rawValue), "number": .string(number)] }

  /// What storage gives back.
  package init?(stored json: JSON) {
    guard let type = json["type"]?.string.flatMap(IdentityDocumentType.init(rawValue:)),
      let number = json["number"]?.string, let document = try? IdentityDocument(type: type, number: number)
    else { return nil }
    self = document
  }
}
