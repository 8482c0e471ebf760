import ELicence
import JOSE
import Testing

@Suite struct IdentityDocumentValueTests {
  @Test(arguments: ["11010519491231002X", "11010519491231002x", "440524188001010014"])
  func `a resident's number has its check character`(number: String) throws {
    let document = try IdentityDocument(type: .residentIdentityCard, number: number)
    #expect(document.number == number.uppercased())
  }

  @Test(arguments: ["110105194912310021", "11010519491231002", "1101051949123100XX", "110105194912310O2X"])
  func `a resident's number that does not fit is refused`(number: String) {
    #expect(throws: IdentityDocumentRejection.wrongCheckCharacter) {
      try IdentityDocument(type: .residentIdentityCard, number: number)
    }
  }

  @Test(arguments: ["", "E1", "护照号", "E1234 5678", String(repeating: "1", count: 33)])
  func `what cannot be printed on a document is refused`(number: String) {
    #expect(throws: IdentityDocumentRejection.malformed) { try IdentityDocument(type: .passport, number: number) }
  }

  @Test func `a document does not tell its number to a log`() throws {
    let document = try IdentityDocument(type: .passport, number: "E12345678")
    #expect(!"\(document)".contains("E123") && !String(reflecting: document).contains("E123"))
    var dumped = ""
    dump(document, to: &dumped)
    #expect(!dumped.contains("E123"))
  }

  @Test func `a document survives as what is sealed`() throws {
    for type in IdentityDocumentType.allCases {
      let number = type == .residentIdentityCard ? "11010519491231002X" : "A1234567"
      let document = try IdentityDocument(type: type, number: number)
      #expect(IdentityDocument(stored: document.json) == document)
    }
    #expect(IdentityDocument(stored: ["type": "passport"]) == nil)
  }
}
