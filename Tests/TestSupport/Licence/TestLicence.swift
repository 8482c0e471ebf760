package import ELicence
package import JOSE

/// A licence in somebody's hand, and the credential for it.
package struct TestLicence: Sendable {
  package var particulars: Particulars
  package var state: LicenceState = .normal
  package var holder: Holder
  package var status = TestStatuses.reference(to: .valid)

  package init(particulars: Particulars = TestLicence.company, holder: Holder = TestLicence.legalRepresentative) {
    self.particulars = particulars
    self.holder = holder
  }

  /// A matter that the manager below may do and the agent may not.
  package static let matter = "annual-report"

  /// A company with every particular.
  package static var company: Particulars {
    var company = Particulars(uscc: .synthetic(kind: .company, serial: 0), kind: .company)
    company.entityName = "济源市青檀岭机械有限公司"
    company.entityType = "有限责任公司（自然人投资或控股）"
    company.representativeName = "张堃"
    company.representativeTitle = "法定代表人"
    company.registeredCapital = RegisteredCapital(printed: "500万元人民币")
    company.establishedOn = CalendarDate(year: 2015, month: 6, day: 1)
    company.termFrom = CalendarDate(year: 2015, month: 6, day: 1)
    company.address = "济水街道青檀路18号"
    company.businessScope = "一般项目：机械设备研发；机械设备销售"
    company.registrationAuthority = "济源市市场监督管理局"
    company.approvedOn = CalendarDate(year: 2021, month: 12, day: 22)
    company.licenceSerial = "DZYYZZ4190010000000"
    return company
  }

  /// A household business without a name.
  package static var household: Particulars {
    var household = Particulars(uscc: .synthetic(kind: .household, serial: 5), kind: .household)
    household.entityType = "个体工商户"
    household.representativeName = "买买提·艾力"
    household.representativeTitle = "经营者"
    household.compositionForm = "个人经营"
    return household
  }

  package static let legalRepresentative = Holder(role: .legalRepresentative, name: "张堃", id: "holder-1")

  /// A manager for one matter, this year and next.
  package static func manager(_ delegation: Delegation? = nil) -> Holder {
    let usual = Delegation(
      matters: [matter], notBefore: CalendarDate(year: 2020, month: 1, day: 1),
      notAfter: CalendarDate(year: 2099, month: 12, day: 31), grantedBy: "张堃")
    return Holder(role: .licenceManager, name: "李敏", id: "holder-2", delegation: delegation ?? usual)
  }

  /// An agent for any business.
  package static let agent = Holder(
    role: .agent, name: "王磊", id: "holder-3", delegation: Delegation(grantedBy: "张堃"))

  /// What the issuer signs for that device key.
  package func claims(
    issuer: String, for holderKey: VerificationKey, at now: NumericDate = TestAuthority.moment
  ) -> LicenceCredential.Claims {
    LicenceCredential.claims(
      particulars, state: state, holder: holder, issuer: issuer, issuedAt: now - 60, expires: now + 30 * 86_400,
      asOf: now - 60, holderKey: holderKey, status: status)
  }

  /// The credential.
  package func credential(
    under authority: TestAuthority, for holderKey: VerificationKey, at now: NumericDate = TestAuthority.moment
  ) throws -> SDJWT {
    let claims = claims(issuer: authority.issuerURL, for: holderKey, at: now)
    return try SDJWT.issue(
      claims: claims.open, disclosable: claims.disclosable, with: authority.issuer.key,
      certificateChain: authority.issuer.chain)
  }
}
