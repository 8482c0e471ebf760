import ELicence
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct AppointmentTests {
  private let now = NumericDate(1_800_000_000)

  private func licence(_ state: LicenceState = .normal, representative: String? = "张三") throws -> RegisteredLicence {
    var particulars = Particulars(uscc: try FixtureLicence.company.uscc, kind: .company)
    particulars.representativeName = representative
    return RegisteredLicence(
      particulars: particulars, state: state, version: 1, registeredAt: now, changedAt: now)
  }

  private func offer(
    _ role: HolderRole, name: String? = "甲", id: String? = nil, delegation: Delegation? = nil,
    document: IdentityDocument? = nil
  ) throws -> NewOffer {
    NewOffer(
      uscc: try FixtureLicence.company.uscc, role: role, name: name, holderID: id, freshID: "fresh",
      delegation: delegation, document: document, code: SecretDigest(bytes: [1]),
      transactionCode: SecretDigest(bytes: [2]), tries: 5,
      expiresAt: now + 900)
  }

  private func refusal(
    _ expected: OfferRefusal, _ new: NewOffer, licence: RegisteredLicence? = nil, holders: [Holder] = []
  ) throws {
    let licence = try licence ?? self.licence()
    #expect(throws: expected) { try Appointment.accept(new, licence: licence, holders: holders, at: now) }
  }

  @Test func `the legal representative's name comes from the particulars`() throws {
    let appointment = try Appointment.accept(
      try offer(.legalRepresentative, name: nil), licence: try licence(), holders: [], at: now)
    #expect(appointment.holder == Holder(role: .legalRepresentative, name: "张三", id: "fresh"))
  }

  @Test func `a person of the same role and name is the same person`() throws {
    let known = Holder(role: .licenceManager, name: "甲", id: "known", delegation: Delegation(grantedBy: "张三"))
    let appointment = try Appointment.accept(
      try offer(.licenceManager), licence: try licence(), holders: [known], at: now)
    #expect(appointment.holder.id == "known")
    #expect(!appointment.changesHolder)
  }

  @Test func `a manager without a delegation may do everything`() throws {
    let appointment = try Appointment.accept(try offer(.licenceManager), licence: try licence(), holders: [], at: now)
    #expect(appointment.holder.delegation == Delegation(grantedBy: "张三"))
  }

  @Test func `refused: a licence in a state of no use`() throws {
    try refusal(.licenceNotUsable(.revoked), try offer(.legalRepresentative), licence: try licence(.revoked))
  }

  @Test func `refused: no name, or none that can be one`() throws {
    try refusal(.nameMissing, try offer(.licenceManager, name: nil))
    try refusal(
      .nameMissing, try offer(.legalRepresentative, name: nil), licence: try licence(representative: nil))
    for name in ["", "甲\u{0}", "甲\u{7F}", String(repeating: "甲", count: 101)] {
      try refusal(.nameInvalid, try offer(.licenceManager, name: name))
    }
  }

  @Test func `refused: an identifier of other characters, or an identity number`() throws {
    for id in ["", "a b", "张三", String(repeating: "a", count: 65)] {
      try refusal(.holderIDInvalid, try offer(.licenceManager, id: id))
    }
    for id in ["11010519491231002X", "11010519491231002x", "440524188001010014"] {
      try refusal(.holderIDIsAnIdentityNumber, try offer(.licenceManager, id: id))
    }
  }

  @Test func `refused: a delegation that is missing, not allowed, or over`() throws {
    try refusal(.delegationMissing, try offer(.agent))
    try refusal(.delegationNotAllowed, try offer(.legalRepresentative, delegation: Delegation(grantedBy: "张三")))
    let today = CalendarDate(at: now)
    try refusal(
      .delegationOver, try offer(.agent, delegation: Delegation(notAfter: today.adding(days: -1), grantedBy: "张三")))
    try refusal(
      .delegationOver,
      try offer(
        .agent,
        delegation: Delegation(notBefore: today.adding(days: 3), notAfter: today.adding(days: 2), grantedBy: "张三")))
    let lastDay = try offer(.agent, delegation: Delegation(notAfter: today, grantedBy: "张三"))
    #expect(throws: Never.self) { try Appointment.accept(lastDay, licence: try licence(), holders: [], at: now) }
  }

  @Test func `refused: a document for the legal representative, whose is in the register`() throws {
    let document = try IdentityDocument(line: "护照 E12345678")
    try refusal(.documentOfRepresentative, try offer(.legalRepresentative, name: nil, document: document))
    #expect(throws: Never.self) {
      try Appointment.accept(
        try offer(.licenceManager, document: document), licence: try licence(), holders: [], at: now)
    }
  }

  @Test func `a kept document is a known person's of the same name, and no representative's`() throws {
    let known = Holder(role: .licenceManager, name: "甲", id: "known", delegation: Delegation(grantedBy: "张三"))
    func keeps(_ new: NewOffer) throws -> Bool {
      try Appointment.accept(new, licence: try licence(), holders: [known], at: now).keepsDocument
    }
    #expect(try keeps(try offer(.licenceManager)))
    #expect(try keeps(try offer(.agent, id: "known", delegation: Delegation(matters: ["tax"], grantedBy: "张三"))))
    #expect(try !keeps(try offer(.licenceManager, name: "乙", id: "known")))
    #expect(try !keeps(try offer(.legalRepresentative, name: "甲", id: "known")))
    #expect(try !keeps(try offer(.licenceManager, name: "丙")))
  }

  @Test func `refused: a sixth licence manager, who may be one of the five again`() throws {
    let five = ["1", "2", "3", "4", "5"].map { Holder(role: .licenceManager, name: "经理\($0)", id: $0) }
    try refusal(.tooManyManagers, try offer(.licenceManager), holders: five)
    #expect(throws: Never.self) {
      try Appointment.accept(
        try offer(.licenceManager, name: "经理3"), licence: try licence(), holders: five, at: now)
    }
  }

  @Test func `another legal representative takes the place of the former`() throws {
    let former = Holder(role: .legalRepresentative, name: "前任", id: "former")
    let appointment = try Appointment.accept(
      try offer(.legalRepresentative, name: nil), licence: try licence(), holders: [former], at: now)
    #expect(appointment.withdrawn == ["former"])
  }
}
