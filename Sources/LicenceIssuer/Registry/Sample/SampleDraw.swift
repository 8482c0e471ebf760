import ELicence

/// Draws the parts of a sample by its seed (SplitMix64): no randomness, so that a sample is the same everywhere.
struct SampleDraw {
  private var seed: UInt64

  init(seed: UInt64) { self.seed = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// A number below the bound.
  mutating func chance(in bound: Int) -> Int {
    seed &+= 0x9E37_79B9_7F4A_7C15
    var mixed = seed
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  mutating func one(of words: [String]) -> String { words.isEmpty ? "" : words[chance(in: words.count)] }

  mutating func one<T>(of things: [T]) -> T { things[chance(in: things.count)] }

  /// As a county's register has them: most are households.
  mutating func kind() -> EntityKind {
    switch chance(in: 1000) {
    case 0..<600: .household
    case 600..<880: .company
    case 880..<930: .branch
    case 930..<965: .cooperative
    case 965..<980: .soleProprietorship
    case 980..<990: .partnership
    case 990..<995: .cooperativeBranch
    case 995..<999: .nonCompanyEnterprise
    default: .foreignRepresentativeOffice
    }
  }

  mutating func state() -> LicenceState {
    switch chance(in: 1000) {
    case 0..<900: .normal
    case 900..<915: .closedTemporarily
    case 915..<920: .suspended
    case 920..<940: .revoked
    case 940..<990: .cancelled
    case 990..<993: .rescinded
    case 993..<1000: .movedOut
    default: .normal
    }
  }

  mutating func date(years: ClosedRange<Int>) -> CalendarDate? {
    CalendarDate(
      year: years.lowerBound + chance(in: years.count), month: 1 + chance(in: 12), day: 1 + chance(in: 28))
  }

  /// One in forty has a name with a `·`, one in thirty a rare character.
  mutating func person() -> String {
    if chance(in: 40) == 0 { return one(of: SampleWords.dottedNames) }
    let family = one(of: SampleWords.familyNames)
    let given = chance(in: 30) == 0 ? one(of: SampleWords.rareCharacters) : one(of: SampleWords.givenCharacters)
    return family + given + (chance(in: 3) == 0 ? "" : one(of: SampleWords.givenCharacters))
  }

  mutating func name(_ kind: EntityKind, place: String, brand: String, trade: String) -> String {
    let city = chance(in: 4) == 0 ? "\(brand)（\(SampleWords.city)）" : SampleWords.city + brand
    return switch kind {
    case .company: city + trade + "有限公司"
    case .nonCompanyEnterprise: city + trade + "总厂"
    case .partnership: city + trade + "中心（有限合伙）"
    case .soleProprietorship: city + trade + "厂"
    case .household: place + brand + trade + "店（个体工商户）"
    case .cooperative: city + "种植农民专业合作社"
    case .cooperativeBranch: city + "种植农民专业合作社\(place)分社"
    case .branch: city + trade + "有限公司\(place)分公司"
    case .foreignRepresentativeOffice: "\(brand)株式会社\(SampleWords.city)代表处"
    }
  }

  mutating func capital(_ kind: EntityKind) -> RegisteredCapital? {
    guard kind.capitalLabel != nil else { return nil }
    let amount = one(of: ["3", "10", "50", "100", "200.5", "500", "1000", "3000", "10000"])
    return RegisteredCapital(printed: amount + one(of: ["万元人民币", "万元人民币", "万元人民币", "万元整", "万美元"]))
  }

  /// Now and then a scope goes over two lines or quotes a word, as real ones do.
  mutating func scope(_ scope: String) -> String {
    switch chance(in: 20) {
    case 0: "许可项目：食品销售。\n一般项目：\(scope)（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
    case 1: "一般项目：\(scope)；\"互联网+\"信息服务,技术咨询（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
    default: "一般项目：\(scope)（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
    }
  }
}
