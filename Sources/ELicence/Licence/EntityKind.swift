/// The kinds of entity that hold a business licence. What a face prints beside a fact depends on the kind, so a page
/// asks here for the label and never assumes 法定代表人.
package enum EntityKind: String, Sendable, Hashable, CaseIterable {
  case company
  case nonCompanyEnterprise = "non_company_enterprise"
  case partnership
  case soleProprietorship = "sole_proprietorship"
  case household
  case cooperative
  case cooperativeBranch = "cooperative_branch"
  case branch
  case foreignRepresentativeOffice = "foreign_representative_office"

  /// What the kind itself is called.
  package var label: PrintedLabel {
    switch self {
    case .company: PrintedLabel("公司", "Company")
    case .nonCompanyEnterprise: PrintedLabel("非公司企业法人", "Enterprise that is not a company")
    case .partnership: PrintedLabel("合伙企业", "Partnership")
    case .soleProprietorship: PrintedLabel("个人独资企业", "Sole proprietorship")
    case .household: PrintedLabel("个体工商户", "Household business")
    case .cooperative: PrintedLabel("农民专业合作社", "Farmers' cooperative")
    case .cooperativeBranch: PrintedLabel("农民专业合作社分支机构", "Branch of a farmers' cooperative")
    case .branch: PrintedLabel("分支机构", "Branch")
    case .foreignRepresentativeOffice: PrintedLabel("外国企业常驻代表机构", "Representative office of a foreign enterprise")
    }
  }

  /// The first two characters of the kind's credit codes: market regulation, then the class of organisation.
  package var creditCodePrefix: String {
    switch self {
    case .household: "92"
    case .cooperative, .cooperativeBranch: "93"
    case .company, .nonCompanyEnterprise, .partnership, .soleProprietorship, .branch, .foreignRepresentativeOffice: "91"
    }
  }

  /// Only a household business may be registered without a name; it then trades under its operator's.
  package var mayBeNameless: Bool { self == .household }
}
