import ELicence
@testable import LicenceIssuer
import Testing

struct ImportReaderTests {
  static let header = "统一社会信用代码,名称,类型,法定代表人,注册资本,成立日期,住所,经营范围,登记状态"
  static let row = "91419001MA00000079,济源市青檀岭机械有限公司,有限责任公司,张堃,500万元人民币,2015年6月1日,济水街道青檀路18号,机械销售,存续"

  @Test func `a Chinese header and a row make a licence`() throws {
    let licence = try #require(records(Self.header + "\n" + Self.row + "\n").first).get()
    let particulars = licence.particulars
    #expect(licence.line == 2 && licence.state == .normal)
    #expect(particulars.uscc.value == "91419001MA00000079")
    #expect(particulars.kind == .company)
    #expect(particulars.entityName == "济源市青檀岭机械有限公司")
    #expect(particulars.representativeName == "张堃" && particulars.representativeTitle == "法定代表人")
    #expect(particulars.registeredCapital?.amount == "500")
    #expect(particulars.establishedOn == CalendarDate("2015-06-01"))
    #expect(particulars.termTo == nil && particulars.licenceSerial == nil)
  }

  @Test func `an English header and JSON Lines say the same`() throws {
    let csv = try #require(
      records(
        """
        uscc,entity_name,entity_class,representative_name,term_from,term_to,registration_state
        92419001MA0000058E,,household,买买提·艾力,2020-01-01,长期,closed_temporarily
        """
      ).first
    ).get()
    let json = try #require(
      records(
        """
        {"uscc":"92419001MA0000058E","entity_name":null,"entity_class":"household","representative_name":"买买提·艾力",\
        "term_from":"2020-01-01","registration_state":"歇业"}
        """
      ).first
    ).get()
    #expect(csv.particulars == json.particulars)
    #expect(csv.state == .closedTemporarily && json.state == .closedTemporarily)
    #expect(csv.particulars.kind == .household && csv.particulars.entityName == nil)
    #expect(csv.particulars.representativeTitle == "经营者")
    #expect(csv.line == 2 && json.line == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 4096])
  func `UTF-8 with and without a mark and GB18030 say the same, in chunks of any size`(_ size: Int) throws {
    let text = Self.header + "\r\n" + Self.row.replacing("张堃", with: "㛃·䶮（𬭎）\u{20BB7}") + "\r\n"
    let utf8 = Array(text.utf8)
    let gb18030 = try #require(CharacterConverter(from: .utf8, to: .gb18030)?.convert(utf8))
    #expect(String(validating: gb18030, as: UTF8.self) == nil)
    let readings = try [utf8, [0xEF, 0xBB, 0xBF] + utf8, gb18030, [0x84, 0x31, 0x95, 0x33] + gb18030].map { bytes in
      try records(bytes, chunk: size).map { try $0.get() }
    }
    #expect(readings[0].map(\.particulars.representativeName) == ["㛃·䶮（𬭎）\u{20BB7}"])
    for reading in readings { #expect(reading == readings[0]) }
  }

  @Test func `JSON Lines may be GB18030, too`() throws {
    let line = #"{"统一社会信用代码":"91419001MA00000079","名称":"济源市青檀岭机械有限公司","类型":"有限责任公司"}"#
    let bytes = try #require(CharacterConverter(from: .utf8, to: .gb18030)?.convert(Array(line.utf8)))
    #expect(try records(bytes).map { try $0.get().particulars.entityName } == ["济源市青檀岭机械有限公司"])
  }

  @Test func `the encoding may show late`() throws {
    let ascii = "uscc,entity_name\n" + String(repeating: "92419001MA0000058E,Name\n", count: 1000)
    let late = try #require(
      CharacterConverter(from: .utf8, to: .gb18030)?.convert(Array("92419001MA0000058E,青檀岭餐饮店".utf8)))
    let all = try records(Array(ascii.utf8) + late)
    #expect(all.count == 1001)
    #expect(try all[1000].get().particulars.entityName == "青檀岭餐饮店")
  }

  @Test func `one broken byte does not turn UTF-8 into another encoding`() throws {
    var bytes = Array((Self.header + "\n" + Self.row + "\n" + Self.row + "\n").utf8)
    let position = try #require(bytes.lastIndex(of: UInt8(ascii: ",")))
    bytes[position - 1] = 0xFF
    let all = try records(bytes)
    #expect(try all[0].get().particulars.entityName == "济源市青檀岭机械有限公司")
    #expect(throws: ImportFault(line: 3, reason: .badEncoding)) { try all[1].get() }
  }

  @Test func `text is kept exactly`() throws {
    let exact = "  许可项目：食品销售；\n一般项目：\"互联网+\"，·・（Ａ）(A) é e\u{301}\u{3000}"
    let all = try records(
      "uscc,entity_type,entity_name,business_scope\n91419001MA00000079,公司,甲,\"" + exact.replacing("\"", with: "\"\"")
        + "\"\n"
        + "91419001MA00000154,公司,乙,丙")
    let scope = try #require(try all[0].get().particulars.businessScope)
    #expect(Array(scope.utf8) == Array(exact.utf8))
    #expect(try all[1].get().line == 4)
  }

  @Test func `line ends may be LF, CRLF or CR, the last one missing, and blank lines are passed over`() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = ["uscc,entity_name", "92419001MA0000058E,甲", "", ",", "92419001MA0000058E,乙"].joined(separator: end)
      let all = try records(text).map { try $0.get() }
      #expect(all.map(\.particulars.entityName) == ["甲", "乙"])
      #expect(all.map(\.line) == [2, 5], "\(end.utf8.map { $0 })")
    }
  }

  @Test func `quoted fields may hold separators, quotes and line ends`() throws {
    let all = try records(
      "\"uscc\",\"entity_name\",住所\r\n92419001MA0000058E,\"甲\"\"乙\"\"\",\"a,b\r\nc\"\r\n92419001MA0000058E,丙,\r\n"
    )
    .map { try $0.get() }
    #expect(all[0].particulars.entityName == "甲\"乙\"")
    #expect(all[0].particulars.address == "a,b\r\nc")
    #expect(all[1].line == 4 && all[1].particulars.address == nil)
  }

  @Test func `a column named after a label gives the representative's title`() throws {
    let all = try records(
      """
      信用代码,名称,主体类别,法定代表人,经营者,执行事务合伙人,住所,主要经营场所
      91419001MA0000023Y,甲中心,合伙企业,,,李敏（委派代表：王磊）,,玉泉街道
      92419001MA0000058E,,个体工商户,,王磊,,,
      91419001MA00000079,乙公司,公司,张堃,,,济水街道,
      """
    ).map { try $0.get().particulars }
    #expect(all.map(\.representativeTitle) == ["执行事务合伙人", "经营者", "法定代表人"])
    #expect(all.map(\.representativeName) == ["李敏（委派代表：王磊）", "王磊", "张堃"])
    #expect(all.map(\.address) == ["玉泉街道", nil, "济水街道"])
  }

  static let kinds: [(String, EntityKind)] = [
    ("有限责任公司（自然人独资）", .company), ("其他股份有限公司（非上市）", .company), ("有限责任公司分公司（自然人独资）", .branch),
    ("个人独资企业", .soleProprietorship), ("个人独资企业分支机构", .branch), ("有限合伙企业", .partnership), ("个体工商户", .household),
    ("农民专业合作社", .cooperative), ("农民专业合作社分支机构", .cooperativeBranch), ("全民所有制", .nonCompanyEnterprise),
    ("股份合作制", .nonCompanyEnterprise), ("外国（地区）企业常驻代表机构", .foreignRepresentativeOffice),
  ]

  @Test(arguments: kinds) func `the kind is told from the printed type`(_ type: String, _ kind: EntityKind) throws {
    let all = try records("uscc,名称,类型\n91419001MA00000079,甲,\(type)")
    #expect(try all[0].get().particulars.kind == kind)
  }

  @Test func `without a type the code tells households and cooperatives`() throws {
    let all = try records("uscc,名称\n92419001MA0000058E,甲\n93419001MA000004XB,乙").map { try $0.get().particulars.kind }
    #expect(all == [.household, .cooperative])
  }

  static let states: [(String, LicenceState?)] = [
    ("存续（在营、开业、在册）", .normal), ("在业", .normal), ("歇业", .closedTemporarily), ("吊销，未注销", .revoked),
    ("吊销，已注销", .cancelled), ("注销", .cancelled), ("撤销", .rescinded), ("迁出", .movedOut), ("挂失", .suspended),
    ("moved_out", .movedOut), ("", nil),
  ]

  @Test(arguments: states) func `states are read as registers write them`(_ text: String, _ state: LicenceState?) throws
  {
    #expect(try records("uscc,登记状态\n92419001MA0000058E,\(text)")[0].get().state == state)
  }

  static let terms: [(String, String?, String?)] = [
    ("2020-01-01至2030年1月1日", "2020-01-01", "2030-01-01"), ("自2020年01月01日至长期", "2020-01-01", nil), ("长期", nil, nil),
    ("2020-01-01 至 9999-12-31", "2020-01-01", nil), ("2020-01-01至无固定期限", "2020-01-01", nil), ("", nil, nil),
  ]

  @Test(arguments: terms) func `a term may be one column`(_ text: String, _ from: String?, _ to: String?) throws {
    let particulars = try records("uscc,营业期限\n92419001MA0000058E,\(text)")[0].get().particulars
    #expect(particulars.termFrom?.description == from && particulars.termTo?.description == to)
  }

  @Test func `codes may be typed full-width or lower case`() throws {
    #expect(try records("uscc\n　９2419001ma0000058e ")[0].get().particulars.uscc.value == "92419001MA0000058E")
  }
}
