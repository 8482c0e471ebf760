extension EntityKind {
  /// Beside the name of the person who represents the entity.
  package var representativeLabel: PrintedLabel {
    switch self {
    case .company, .nonCompanyEnterprise, .cooperative: PrintedLabel("法定代表人", "Legal representative")
    case .partnership: PrintedLabel("执行事务合伙人", "Managing partner")
    case .soleProprietorship: PrintedLabel("投资人", "Investor")
    case .household: PrintedLabel("经营者", "Operator")
    case .branch, .cooperativeBranch: PrintedLabel("负责人", "Person in charge")
    case .foreignRepresentativeOffice: PrintedLabel("首席代表", "Chief representative")
    }
  }

  /// Beside the address.
  package var addressLabel: PrintedLabel {
    switch self {
    case .company, .nonCompanyEnterprise, .soleProprietorship, .cooperative: PrintedLabel("住所", "Domicile")
    case .partnership: PrintedLabel("主要经营场所", "Principal place of business")
    case .household, .cooperativeBranch: PrintedLabel("经营场所", "Place of business")
    case .branch: PrintedLabel("营业场所", "Business premises")
    case .foreignRepresentativeOffice: PrintedLabel("驻在场所", "Office premises")
    }
  }

  /// Beside the capital; absent where the face prints none.
  package var capitalLabel: PrintedLabel? {
    switch self {
    case .company: PrintedLabel("注册资本", "Registered capital")
    case .nonCompanyEnterprise: PrintedLabel("注册资金", "Registered funds")
    case .partnership, .soleProprietorship: PrintedLabel("出资额", "Capital contribution")
    case .cooperative: PrintedLabel("成员出资总额", "Total contribution of members")
    case .household, .branch, .cooperativeBranch, .foreignRepresentativeOffice: nil
    }
  }

  /// Beside the term; absent where the face prints none.
  package var termLabel: PrintedLabel? {
    switch self {
    case .company, .branch: PrintedLabel("营业期限", "Term of operation")
    case .nonCompanyEnterprise: PrintedLabel("经营期限", "Term of business")
    case .partnership: PrintedLabel("合伙期限", "Term of partnership")
    case .foreignRepresentativeOffice: PrintedLabel("驻在期限", "Term of residence")
    case .soleProprietorship, .household, .cooperative, .cooperativeBranch: nil
    }
  }

  /// Beside the date on which the entity came to be.
  package var establishedLabel: PrintedLabel {
    switch self {
    case .household: PrintedLabel("注册日期", "Date of registration")
    case .company, .nonCompanyEnterprise, .partnership, .soleProprietorship, .cooperative, .cooperativeBranch, .branch,
      .foreignRepresentativeOffice:
      PrintedLabel("成立日期", "Date of establishment")
    }
  }

  /// Beside what the entity may do.
  package var scopeLabel: PrintedLabel {
    switch self {
    case .cooperative, .cooperativeBranch, .foreignRepresentativeOffice: PrintedLabel("业务范围", "Scope of activity")
    case .company, .nonCompanyEnterprise, .partnership, .soleProprietorship, .household, .branch:
      PrintedLabel("经营范围", "Scope of business")
    }
  }
}
