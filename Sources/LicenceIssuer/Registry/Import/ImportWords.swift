import ELicence

extension EntityKind {
  /// Reads our name of the kind or the Chinese one.
  init?(importing text: String) {
    if let kind = Self.words[text] ?? EntityKind(rawValue: text.lowercased()) {
      self = kind
    } else {
      self.init(printedType: text)
    }
  }

  private static let words = Dictionary(uniqueKeysWithValues: allCases.map { ($0.label.chinese, $0) })

  /// Tells the kind from the type that a face prints. What branches from something is asked before what it branches
  /// from: 合伙企业分支机构 is a branch.
  init?(printedType text: String) {
    func has(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    switch true {
    case has("代表机构", "代表处"): self = .foreignRepresentativeOffice
    case has("分公司", "分支机构", "分社", "分店", "非法人"): self = has("合作社") ? .cooperativeBranch : .branch
    case has("个体"): self = .household
    case has("合作社"): self = .cooperative
    case has("合伙"): self = .partnership
    case has("公司"): self = .company
    case has("个人独资"): self = .soleProprietorship
    case has("全民所有制", "集体所有制", "股份合作", "联营", "国有企业", "集体企业", "企业法人"): self = .nonCompanyEnterprise
    default: return nil
    }
  }
}

extension IdentityDocumentType {
  /// Reads our name of the kind or one of those that registers use.
  init?(importing text: String) {
    guard let type = Self.words[text] ?? IdentityDocumentType(rawValue: text.lowercased()) else { return nil }
    self = type
  }

  private static let words: [String: IdentityDocumentType] = {
    var words: [String: IdentityDocumentType] = [
      "身份证": .residentIdentityCard, "中华人民共和国居民身份证": .residentIdentityCard, "二代身份证": .residentIdentityCard,
      "外国护照": .passport, "港澳居民通行证": .hongKongMacaoPermit, "回乡证": .hongKongMacaoPermit,
      "台湾居民通行证": .taiwanPermit, "台胞证": .taiwanPermit, "外国人永久居留证": .foreignPermanentResidentCard, "其他": .other,
    ]
    for type in allCases { words[type.label.chinese] = type }
    return words
  }()
}

extension LicenceState {
  /// Reads our name of the state or one of those that registers use.
  init?(importing text: String) {
    guard let state = Self.words[text] ?? LicenceState(rawValue: text.lowercased()) else { return nil }
    self = state
  }

  private static let words: [String: LicenceState] = [
    "存续": .normal, "在营": .normal, "开业": .normal, "在册": .normal, "正常": .normal, "登记成立": .normal, "在业": .normal,
    "存续（在营、开业、在册）": .normal, "存续(在营、开业、在册)": .normal, "迁入": .normal,
    "挂失": .suspended, "冻结": .suspended, "挂失冻结": .suspended,
    "歇业": .closedTemporarily, "停业": .closedTemporarily,
    "吊销": .revoked, "吊销未注销": .revoked, "吊销，未注销": .revoked,
    "吊销已注销": .cancelled, "吊销，已注销": .cancelled, "注销": .cancelled, "已注销": .cancelled,
    "撤销": .rescinded, "已撤销": .rescinded,
    "迁出": .movedOut, "已迁出": .movedOut,
  ]
}
