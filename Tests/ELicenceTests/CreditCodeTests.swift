import ELicence
import Testing

struct CreditCodeTests {
  static let known = [
    "914403001922038216", "91330100799655058B", "91440300708461136T", "9144030071526726XG", "91110000802100433B",
    "91110108551385082Q", "91440300192185379H", "91410000170001401D", "91350100M000100Y43",
  ]
  static let synthetic: [(EntityKind, Int, String)] = [
    (.company, 0, "91419001MA00000079"), (.company, 1, "91419001MA00000154"), (.partnership, 2, "91419001MA0000023Y"),
    (.soleProprietorship, 3, "91419001MA0000031R"), (.household, 5, "92419001MA0000058E"),
    (.cooperative, 4, "93419001MA000004XB"), (.branch, 6, "91419001MA0000066C"), (.company, 14, "91419001MA00001460"),
  ]
  static let invalid: [(String, CreditCodeRejection)] = [
    ("913301007996550588", .checkCharacter), ("91100000100001035C", .checkCharacter),
    ("9133010057462616XH", .checkCharacter), ("91350100M000100Y4Z", .character), ("91419001MA0000007I", .character),
    ("91419001MA000000 9", .character), ("91419001MA0000007", .length), ("91419001MA000000799", .length),
    ("91419A01MA00000079", .division), ("91419001ma00000079", .character), ("", .length),
    ("９1419001MA00000079", .length),
  ]

  @Test(arguments: known) func `a genuine code is accepted and kept`(_ text: String) throws {
    #expect(try CreditCode(text).value == text)
  }

  @Test(arguments: known) func `a genuine code's organisation code checks too`(_ text: String) throws {
    #expect(try CreditCode(text).organisationCodeCheckHolds)
  }

  @Test func `an organisation code that does not check is a warning and no refusal`() throws {
    #expect(try !CreditCode("91310000631295002H").organisationCodeCheckHolds)
  }

  @Test(arguments: invalid) func `a wrong code is refused for its reason`(_ text: String, _ reason: CreditCodeRejection)
  {
    #expect(throws: reason) { try CreditCode(text) }
  }

  @Test func `every reason is shown`() {
    #expect(Set(Self.invalid.map(\.1)) == Set(CreditCodeRejection.allCases))
  }

  @Test(arguments: synthetic)
  func `synthetic codes are the published ones`(_ kind: EntityKind, _ serial: Int, _ text: String) throws {
    #expect(CreditCode.synthetic(kind: kind, serial: serial).value == text)
    #expect(try CreditCode(text) == CreditCode.synthetic(kind: kind, serial: serial))
  }

  @Test func `any one changed character is noticed`() {
    let code = Array("91419001MA00000079".utf8)
    for position in code.indices {
      for replacement in "0123456789ABCDEFGHJKLMNPQRTUWXY".utf8 where replacement != code[position] {
        var changed = code
        changed[position] = replacement
        #expect(throws: CreditCodeRejection.self) { try CreditCode(String(decoding: changed, as: UTF8.self)) }
      }
    }
  }

  @Test func `synthetic codes stay distinct and valid beyond six digits`() throws {
    var codes: Set<String> = []
    let serials = [999_999, 1_000_000, 1_000_001, 1_000_031, 28_629_151, 90_000_000]
    for serial in serials {
      codes.insert(try CreditCode(CreditCode.synthetic(kind: .household, serial: serial).value).value)
    }
    #expect(codes.count == serials.count)
  }

  @Test func `typed codes are brought to the standard's form`() {
    #expect(CreditCode.normalised(" ９１419001ma０0000079\u{3000}\n") == "91419001MA00000079")
  }
}
