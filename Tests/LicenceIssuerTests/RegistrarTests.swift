import ELicence
import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct RegistrarTests {
  @Test func `a file with one wrong line changes nothing and names every wrong line`() async throws {
    try await TestIssuer.run { issuer in
      let text =
        FixtureLicence.other.line
        + FixtureLicence.household.line(#","established_on":"2021-13-01""#)
        + #"{"uscc":"91419001MA00000078","entity_class":"company"}"# + "\n"
        + FixtureLicence.other.line
      guard case .rejected(let faults, let total) = try await issuer.importing(text) else {
        Issue.record("accepted")
        return
      }
      #expect(total == 3)
      #expect(faults.map(\.line) == [2, 3, 4])
      #expect(faults.map(\.reason) == [.badDate, .creditCodeCheckCharacter, .duplicateCode])
      #expect(try await issuer.registrar.count() == 1)
    }
  }

  @Test func `a good line before a fault leaves no trace in a licence that was there`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let before = try await issuer.registrar.show(try FixtureLicence.company.uscc)
      let report = try await issuer.importing(
        FixtureLicence.company.line(#","business_scope":"新范围""#) + "{}\n")
      guard case .rejected = report else {
        Issue.record("accepted")
        return
      }
      #expect(try await issuer.registrar.show(try FixtureLicence.company.uscc) == before)
      #expect(try await issuer.status(of: received) == .valid)
    }
  }

  @Test func `importing the same file twice changes nothing`() async throws {
    try await TestIssuer.run { issuer in
      let text = FixtureLicence.company.line + FixtureLicence.other.line + FixtureLicence.household.line
      #expect(try await issuer.importing(text) == .imported(issuer.summary(registered: 2, unchanged: 1)))
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      let before = try await issuer.registrar.list()
      issuer.clock.advance(by: 60)
      #expect(try await issuer.importing(text) == .imported(issuer.summary(unchanged: 3)))
      #expect(try await issuer.registrar.list() == before)
      #expect(try await issuer.registrar.show(try FixtureLicence.company.uscc).history.isEmpty)
      #expect(try await issuer.status(of: received) == .valid)
    }
  }

  @Test func `an import that changes a licence leaves its history and makes its credentials invalid`() async throws {
    try await TestIssuer.run { issuer in
      let received = try await Phone().receive(try await issuer.offer(), at: issuer)
      issuer.clock.advance(by: 60)
      let report = try await issuer.importing(FixtureLicence.company.line(#","business_scope":"零售""#))
      #expect(report == .imported(issuer.summary(changed: 1)))
      let record = try await issuer.registrar.show(try FixtureLicence.company.uscc)
      #expect(record.licence.version == 2)
      #expect(record.history.count == 1)
      #expect(record.history.first?.before == ["business_scope": .null])
      #expect(record.history.first?.after == ["business_scope": "零售"])
      #expect(record.history.first?.at == issuer.clock.now)
      #expect(try await issuer.status(of: received) == .invalid)
    }
  }

  @Test func `a file without a state leaves a suspended licence suspended`() async throws {
    try await TestIssuer.run { issuer in
      let uscc = try FixtureLicence.company.uscc
      try await issuer.registrar.suspend(uscc, reason: "挂失", at: issuer.clock.now)
      #expect(try await issuer.importing(FixtureLicence.company.line) == .imported(issuer.summary(unchanged: 1)))
      #expect(try await issuer.registrar.show(uscc).licence.state == .suspended)
    }
  }

  @Test func `a file cannot bring back a cancelled licence`() async throws {
    try await TestIssuer.run { issuer in
      try await issuer.registrar.cancel(try FixtureLicence.company.uscc, reason: "注销", at: issuer.clock.now)
      let report = try await issuer.importing(FixtureLicence.company.line(#","registration_state":"normal""#))
      guard case .rejected(let faults, _) = report else {
        Issue.record("accepted")
        return
      }
      #expect(faults.map(\.reason) == [.transitionRefused])
    }
  }

  @Test(arguments: LicenceImportReader.Format.allCases)
  func `a sample imports without a fault, and again without a change`(format: LicenceImportReader.Format) async throws {
    try await TestIssuer.run { issuer in
      var bytes: [UInt8] = []
      try Registrar.sample(count: 300, format: format) { bytes += $0 }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(try await issuer.importing(text) == .imported(issuer.summary(registered: 300)))
      #expect(try await issuer.importing(text) == .imported(issuer.summary(unchanged: 300)))
    }
  }

  @Test func `a change is recorded with its time and reason`() async throws {
    try await TestIssuer.run { issuer in
      let uscc = try FixtureLicence.company.uscc
      issuer.clock.advance(by: 5)
      try await issuer.registrar.suspend(uscc, reason: "手机丢失", at: issuer.clock.now)
      issuer.clock.advance(by: 5)
      try await issuer.registrar.restore(uscc, reason: "已找回", at: issuer.clock.now)
      let history = try await issuer.registrar.show(uscc).history
      #expect(history.map(\.reason) == ["手机丢失", "已找回"])
      #expect(history.map(\.at) == [TestIssuer.start + 5, TestIssuer.start + 10])
      #expect(history.map { $0.after["registration_state"] } == ["suspended", "normal"])
      #expect(history.map(\.version) == [2, 3])
    }
  }

  @Test func `a change needs a reason, a known licence, a step that is allowed and something new`() async throws {
    try await TestIssuer.run { issuer in
      let (uscc, now) = (try FixtureLicence.company.uscc, issuer.clock.now)
      let registrar = issuer.registrar
      for reason in ["", "  ", "a\nb", String(repeating: "长", count: 201)] {
        await #expect(throws: RegistryRefusal.reasonMissing) {
          try await registrar.suspend(uscc, reason: reason, at: now)
        }
      }
      let unknown = try FixtureLicence.other.uscc
      await #expect(throws: RegistryRefusal.unknownLicence(unknown)) {
        try await registrar.suspend(unknown, reason: "r", at: now)
      }
      await #expect(throws: RegistryRefusal.unknownLicence(unknown)) { try await registrar.show(unknown) }
      await #expect(throws: RegistryRefusal.nothingChanges) {
        try await registrar.restore(uscc, reason: "r", at: now)
      }
      await #expect(throws: RegistryRefusal.nothingChanges) {
        try await registrar.change(
          uscc, [ParticularsEdit(field: "representative_name", value: "张三")], reason: "r", at: now)
      }
      try await registrar.revoke(uscc, reason: "r", at: now)
      await #expect(throws: RegistryRefusal.transitionNotAllowed(from: .revoked, to: .normal)) {
        try await registrar.restore(uscc, reason: "r", at: now)
      }
    }
  }

  @Test func `an edit of a field that is not there, is fixed, or cannot have the value is refused`() throws {
    let particulars = Particulars(uscc: try FixtureLicence.company.uscc, kind: .company)
    let refusals: [(ParticularsEdit, RegistryRefusal)] = [
      (ParticularsEdit(field: "uscc", value: "91419001MA00000154"), .fieldNotChangeable("uscc")),
      (ParticularsEdit(field: "registration_state", value: "revoked"), .fieldNotChangeable("registration_state")),
      (ParticularsEdit(field: "colour", value: "red"), .fieldNotChangeable("colour")),
      (ParticularsEdit(field: "established_on", value: "2021-02-30"), .fieldInvalid("established_on")),
      (ParticularsEdit(field: "entity_class", value: "other"), .fieldInvalid("entity_class")),
      (ParticularsEdit(field: "entity_class", value: ""), .fieldInvalid("entity_class")),
      (ParticularsEdit(field: "address", value: "a\u{0}b"), .fieldInvalid("address")),
    ]
    for (edit, refusal) in refusals {
      #expect(throws: refusal) { try ParticularsEdit.applying([edit], to: particulars) }
    }
    let changed = try ParticularsEdit.applying(
      [
        ParticularsEdit(field: "registered_capital", value: "200万元人民币"),
        try #require(ParticularsEdit("term_to=2041年12月21日")), try #require(ParticularsEdit("address=路1号=2")),
      ], to: particulars)
    #expect(changed.registeredCapital?.amount == "200")
    #expect(changed.termTo?.description == "2041-12-21")
    #expect(changed.address == "路1号=2")
    #expect(try ParticularsEdit.applying([ParticularsEdit(field: "address", value: "")], to: changed).address == nil)
    #expect(ParticularsEdit("=x") == nil)
    #expect(ParticularsEdit("address") == nil)
  }

  @Test func `what a person types finds licences by code or by the beginning of the name`() async throws {
    try await TestIssuer.run { issuer in
      try await issuer.register(.other)
      try await issuer.register(.household)
      func codes(_ text: String) async throws -> [String] {
        try await issuer.registrar.search(text).licences.map(\.uscc.value)
      }
      #expect(try await codes("92") == [FixtureLicence.household.code])
      #expect(try await codes("91419001ma00000079") == [FixtureLicence.company.code])
      #expect(try await codes("济源第二") == [FixtureLicence.other.code])
      #expect(try await codes("济源").count == 2)
      #expect(try await codes("不存在").isEmpty)
      #expect(try await codes("").count == 3)
    }
  }
}
