@testable import LicenceIssuer
import Testing

struct ImportFaultTests {
  /// A fault, where it is, and what has it. After each file-level fault nothing more is read.
  struct Example: Sendable, CustomTestStringConvertible {
    let reason: ImportFaultReason
    let line: Int
    let field: String?
    let bytes: [UInt8]
    var testDescription: String { "\(reason) \(field ?? "")" }

    init(_ reason: ImportFaultReason, _ line: Int, _ field: String?, _ text: String) {
      self.init(reason, line, field, bytes: Array(text.utf8))
    }

    init(_ reason: ImportFaultReason, _ line: Int, _ field: String?, bytes: [UInt8]) {
      (self.reason, self.line, self.field, self.bytes) = (reason, line, field, bytes)
    }
  }

  static let good = "92419001MA0000058E"
  static let examples: [Example] = [
    Example(.empty, 1, nil, ""),
    Example(.unsupportedEncoding, 1, nil, bytes: [0xFF, 0xFE, 0x75, 0x00]),
    Example(.unsupportedEncoding, 1, nil, bytes: [0xFE, 0xFF, 0x00, 0x75]),
    Example(.unknownColumn, 1, "电话", "uscc,电话\n\(good),1"),
    Example(.unknownColumn, 2, "", "uscc,\n\(good),1"),
    Example(.duplicateColumn, 1, "USCC", "uscc,USCC\n\(good),\(good)"),
    Example(.missingColumn, 1, "统一社会信用代码", "名称\n甲"),
    Example(.unterminatedQuote, 3, nil, "uscc,名称\n\(good),甲\n\(good),\"乙\n\(good),丙\n"),
    Example(.recordTooLong, 2, nil, "uscc,名称\n\(good),\"" + String(repeating: "x", count: 1 << 20) + "\"\n"),
    Example(.recordTooLong, 1, nil, "{" + String(repeating: " ", count: 1 << 20) + "}"),
    Example(.badEncoding, 2, nil, bytes: Array("uscc,名称\n\(good),".utf8) + [0xC3, 0x0A]),
    Example(.badEncoding, 2, nil, bytes: Array("uscc,名称,住所\n\(good),甲,".utf8) + [0xED, 0xA0, 0x80, 0x0A]),
    Example(.strayQuote, 2, nil, "uscc,名称\n\(good),甲\"乙\"\n"),
    Example(.strayQuote, 2, nil, "uscc,名称\n\(good),\"甲\"乙\n"),
    Example(.fieldCount, 2, nil, "uscc,名称\n\(good)\n"),
    Example(.fieldCount, 2, nil, "uscc,名称\n\(good),甲,乙\n"),
    Example(.malformedJSON, 1, nil, "{\"uscc\":\"\(good)\"\n"),
    Example(.malformedJSON, 1, nil, "{\"uscc\":\"\(good)\",\"uscc\":\"\(good)\"}"),
    Example(.malformedJSON, 2, nil, "{\"uscc\":\"\(good)\"}\n[]\n"),
    Example(.wrongJSONType, 1, "uscc", "{\"uscc\":92}"),
    Example(.wrongJSONType, 1, "住所", "{\"uscc\":\"\(good)\",\"住所\":[\"a\"]}"),
    Example(
      .wrongJSONType, 1, "registered_capital", "{\"uscc\":\"\(good)\",\"registered_capital\":{\"amount\":\"5\"}}"),
    Example(.unknownMember, 1, "phone", "{\"uscc\":\"\(good)\",\"phone\":\"1\"}"),
    Example(.unknownMember, 1, "", "{\"uscc\":\"\(good)\",\"\":\"1\"}"),
    Example(.missing, 2, "uscc", "统一社会信用代码,名称\n,甲\n"),
    Example(.missing, 2, "entity_name", "uscc,类型\n91419001MA00000079,有限责任公司\n"),
    Example(.creditCodeLength, 2, "代码", "代码\n91419001MA0000007\n".replacing("代码", with: "信用代码")),
    Example(.creditCodeCharacter, 2, "uscc", "uscc\n91350100M000100Y4Z\n"),
    Example(.creditCodeDivision, 2, "uscc", "uscc\n91419A01MA00000079\n"),
    Example(.creditCodeCheckCharacter, 2, "uscc", "uscc\n913301007996550588\n"),
    Example(.missing, 2, "representative_name", "uscc,证件类型,证件号码\n\(good),护照,E12345678\n"),
    Example(.missing, 2, "representative_document_type", "uscc,经营者,证件号码\n\(good),王五,E12345678\n"),
    Example(.missing, 2, "representative_document_number", "uscc,经营者,证件类型\n\(good),王五,护照\n"),
    Example(.unknownDocumentType, 2, "证件类型", "uscc,经营者,证件类型,证件号码\n\(good),王五,会员卡,E12345678\n"),
    Example(.documentNumber, 2, "证件号码", "uscc,经营者,证件类型,证件号码\n\(good),王五,身份证,110105194912310021\n"),
    Example(.badDate, 2, "成立日期", "uscc,成立日期\n\(good),2021-02-30\n"),
    Example(.badDate, 2, "核准日期", "uscc,核准日期\n\(good),长期\n"),
    Example(.badDate, 2, "期限至", "uscc,期限至\n\(good),后天\n"),
    Example(.badDate, 2, "营业期限", "uscc,营业期限\n\(good),2020-01-01\n"),
    Example(.unknownKind, 2, "entity_class", "uscc,名称\n91419001MA00000079,甲\n"),
    Example(.unknownKind, 2, "类型", "uscc,名称,类型\n91419001MA00000079,甲,社会团体\n"),
    Example(.unknownKind, 2, "主体类别", "uscc,名称,主体类别\n91419001MA00000079,甲,guild\n"),
    Example(.unknownState, 2, "登记状态", "uscc,登记状态\n\(good),不明\n"),
    Example(.controlCharacter, 2, "名称", "uscc,名称\n\(good),甲\u{7}乙\n"),
    Example(.controlCharacter, 2, "名称", "uscc,名称\n\(good),甲\u{202E}乙\n"),
    Example(.controlCharacter, 2, "名称", "uscc,名称\n\(good),甲\u{85}乙\n"),
    Example(.replacementCharacter, 2, "住所", "uscc,住所\n\(good),甲\u{FFFD}乙\n"),
    Example(.textTooLong, 2, "名称", "uscc,名称\n\(good)," + String(repeating: "长", count: 683) + "\n"),
    Example(.termEndsBeforeItBegins, 2, "期限至", "uscc,期限自,期限至\n\(good),2021-01-02,2021-01-01\n"),
    Example(.termEndsBeforeItBegins, 2, "期限", "uscc,期限\n\(good),2021-01-02至2021-01-01\n"),
    Example(.secondValue, 2, "经营场所", "uscc,住所,经营场所\n\(good),甲,乙\n"),
    Example(.secondValue, 2, "期限", "uscc,期限,期限自\n\(good),2021-01-02至长期,2021-01-02\n"),
  ]

  @Test(arguments: examples) func `each wrong line is named`(_ example: Example) throws {
    let faults = try records(example.bytes).compactMap { record -> ImportFault? in
      guard case .failure(let fault) = record else { return nil }
      return fault
    }
    let fault = try #require(faults.first)
    #expect(faults.count == 1)
    #expect(fault.reason == example.reason)
    #expect(fault.line == example.line)
    #expect(fault.field == example.field || example.field == "代码" && fault.field == "信用代码")
  }

  @Test func `every reason is shown, but for the two that only the register sees`() {
    let shown = Set(Self.examples.map(\.reason))
    #expect(Set(ImportFaultReason.allCases).subtracting(shown) == [.duplicateCode, .transitionRefused])
  }

  @Test func `every wrong line is named and the others are read`() throws {
    let text = "uscc,名称\n\(Self.good),甲\n1,乙\n\(Self.good),丙\"\n\n\(Self.good),\"丁\n丁\"\n2,戊\n\(Self.good),己\n"
    let all = try records(text)
    let faults = all.compactMap { record in if case .failure(let fault) = record { fault } else { nil } }
    #expect(faults.map(\.line) == [3, 4, 8])
    #expect(try all.filter { (try? $0.get()) != nil }.map { try $0.get().line } == [2, 6, 9])
  }

  @Test func `after a fault of the file nothing more is read`() throws {
    for example in Self.examples where example.reason.endsTheFile && example.reason != .unterminatedQuote {
      #expect(try records(example.bytes).count == 1 || example.reason == .unknownColumn, "\(example.reason)")
    }
  }

  @Test func `a fault reads as a sentence in both languages`() {
    let fault = ImportFault(line: 3, field: "成立日期", reason: .badDate, detail: "2021-13-01")
    #expect(fault.chinese == "第3行 成立日期：日期不正确（2021-13-01）")
    #expect(fault.english == "line 3, 成立日期: not a date (2021-13-01)")
    for reason in ImportFaultReason.allCases { #expect(!reason.chinese.isEmpty && !reason.english.isEmpty) }
    #expect(Set(ImportFaultReason.allCases.map(\.chinese)).count == ImportFaultReason.allCases.count)
  }

  @Test func `a source that fails is not a fault of the file`() {
    struct Broken: Error {}
    var reader = LicenceImportReader { throw Broken() }
    #expect(throws: Broken.self) { try reader.next() }
  }
}
