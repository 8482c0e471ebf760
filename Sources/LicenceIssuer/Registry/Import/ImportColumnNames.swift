import ELicence

/// A column or member as the file names it.
struct ImportColumn {
  /// As written.
  let name: String
  /// What it holds; none for a column without a name, which must then be empty.
  let field: ImportField?
  /// The label that the name itself gives to the representative: a column called 经营者 holds operators.
  let title: String?
}

/// Knows the columns by their Chinese and English names.
struct ImportColumnNames {
  private var members: [String: ImportColumn] = [:]

  /// The columns of a header.
  func columns(of header: [String], line: Int) throws(ImportFault) -> [ImportColumn] {
    var columns: [ImportColumn] = []
    for name in header {
      let column = try Self.column(name, line: line, unknown: .unknownColumn)
      // One fact may have several columns, as the faces of several kinds label it differently; a row fills one of them.
      let word = Self.normalised(name)
      guard word.isEmpty || !columns.contains(where: { Self.normalised($0.name) == word }) else {
        throw ImportFault(line: line, field: name, reason: .duplicateColumn)
      }
      columns.append(column)
    }
    guard columns.contains(where: { $0.field == .uscc }) else {
      throw ImportFault(line: line, field: "统一社会信用代码", reason: .missingColumn)
    }
    return columns
  }

  /// The member of a JSON object by that name.
  mutating func column(_ name: String, line: Int) throws(ImportFault) -> ImportColumn {
    if let known = members[name] { return known }
    let column = try Self.column(name, line: line, unknown: .unknownMember)
    guard column.field != nil else { throw ImportFault(line: line, field: name, reason: .unknownMember) }
    members[name] = column
    return column
  }

  private static func column(
    _ name: String, line: Int, unknown reason: ImportFaultReason
  ) throws(ImportFault) -> ImportColumn {
    let word = normalised(name)
    if word.isEmpty { return ImportColumn(name: name, field: nil, title: nil) }
    if let title = titles[word] { return ImportColumn(name: name, field: .representativeName, title: title) }
    guard let field = words[word] else {
      throw ImportFault(line: line, field: name, reason: reason)
    }
    return ImportColumn(name: name, field: field, title: nil)
  }

  /// Without spaces, lower case, brackets narrowed.
  private static func normalised(_ name: String) -> String {
    var word = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case " ", "\t", "\u{3000}", "\u{FEFF}", "\n", "\r": continue
      case "（": word.append("(")
      case "）": word.append(")")
      default: word.unicodeScalars.append(scalar)
      }
    }
    return word.lowercased()
  }

  private static let titles: [String: String] = {
    var titles: [String: String] = [:]
    for kind in EntityKind.allCases { titles[kind.representativeLabel.chinese] = kind.representativeLabel.chinese }
    return titles
  }()

  private static let words: [String: ImportField] = {
    let spellings: [ImportField: [String]] = [
      .uscc: ["统一社会信用代码", "信用代码", "社会信用代码", "uniscid", "credit_code"],
      .entityName: ["名称", "企业名称", "主体名称", "市场主体名称", "经营主体名称", "字号名称", "entname", "name"],
      .entityClass: ["主体类别", "主体种类", "entity_kind"],
      .entityType: ["类型", "企业类型", "主体类型", "市场主体类型", "enttype_cn"],
      .representativeName: [
        "代表人姓名", "法定代表人姓名", "法定代表人(负责人)", "法定代表人(负责人、经营者)", "法定代表人/负责人/经营者", "legalname",
      ],
      .representativeTitle: ["代表人称谓", "代表人类型"],
      .registeredCapital: ["注册资本", "注册资金", "出资额", "成员出资总额", "资金数额", "注册资本(金)", "regcap"],
      .establishedOn: ["成立日期", "注册日期", "设立日期", "estdate"],
      .termFrom: ["期限自", "营业期限自", "经营期限自", "合伙期限自", "驻在期限自", "opfrom"],
      .termTo: ["期限至", "营业期限至", "经营期限至", "合伙期限至", "驻在期限至", "opto"],
      .term: ["期限", "营业期限", "经营期限", "合伙期限", "驻在期限"],
      .address: ["住所", "地址", "经营场所", "营业场所", "主要经营场所", "驻在场所", "住所(经营场所)", "dom"],
      .businessScope: ["经营范围", "业务范围", "opscope"],
      .compositionForm: ["组成形式", "compform_cn"],
      .registrationAuthority: ["登记机关", "regorg_cn"],
      .approvedOn: ["核准日期", "发照日期", "apprdate"],
      .registrationState: ["登记状态", "状态", "经营状态", "regstate_cn"],
      .licenceSerial: ["执照序列号", "电子营业执照序列号", "licencesn"],
      .representativeDocumentType: ["代表人证件类型", "法定代表人证件类型", "证件类型", "certype_cn"],
      .representativeDocumentNumber: ["代表人证件号码", "法定代表人证件号码", "证件号码", "cerno"],
    ]
    var words: [String: ImportField] = [:]
    for field in ImportField.allCases { words[field.name] = field }
    for (field, names) in spellings { for name in names { words[name] = field } }
    return words
  }()
}
