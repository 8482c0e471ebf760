import ELicence
import JOSE
import TestSupport
import Testing

struct LicenceValueTests {
  @Test func `each kind prints its own labels`() {
    let labels = EntityKind.allCases.map { kind in
      [
        kind.representativeLabel.chinese, kind.addressLabel.chinese, kind.capitalLabel?.chinese ?? "无",
        kind.termLabel?.chinese ?? "无", kind.establishedLabel.chinese, kind.scopeLabel.chinese,
      ].joined(separator: " ")
    }
    #expect(
      labels == [
        "法定代表人 住所 注册资本 营业期限 成立日期 经营范围", "法定代表人 住所 注册资金 经营期限 成立日期 经营范围",
        "执行事务合伙人 主要经营场所 出资额 合伙期限 成立日期 经营范围", "投资人 住所 出资额 无 成立日期 经营范围",
        "经营者 经营场所 无 无 注册日期 经营范围", "法定代表人 住所 成员出资总额 无 成立日期 业务范围",
        "负责人 经营场所 无 无 成立日期 业务范围", "负责人 营业场所 无 营业期限 成立日期 经营范围",
        "首席代表 驻在场所 无 驻在期限 成立日期 业务范围",
      ])
  }

  @Test func `a licence in operation or closed for a time is usable, and the status list says so`() {
    for state in LicenceState.allCases {
      #expect(state.isUsable == (state.credentialStatus == .valid), "\(state)")
    }
    #expect(LicenceState.suspended.credentialStatus == .suspended)
    #expect(
      LicenceState.allCases.filter { $0.credentialStatus == .invalid } == [.revoked, .cancelled, .rescinded, .movedOut])
  }

  @Test func `only suspension and closure can be lifted`() {
    #expect(LicenceState.allCases.filter { $0.mayBecome(.normal) } == [.suspended, .closedTemporarily])
    #expect(LicenceState.revoked.successors == [.cancelled])
    for end in [LicenceState.cancelled, .rescinded, .movedOut] { #expect(end.successors.isEmpty) }
    for state in LicenceState.allCases { #expect(!state.mayBecome(state)) }
  }

  @Test func `particulars survive as claims`() throws {
    for particulars in [TestLicence.company, TestLicence.household] {
      #expect(try Particulars(json: particulars.json) == particulars)
      let text = try JSON(parsing: particulars.json.serialized())
      #expect(try Particulars(json: #require(text.object)) == particulars)
    }
  }

  @Test func `a fact that the face does not show is no claim`() {
    #expect(TestLicence.household.json["entity_name"] == nil)
    #expect(TestLicence.household.json["term_to"] == nil)
    #expect(TestLicence.household.displayName == "个体工商户（买买提·艾力）")
  }

  static let spoilt: [(String, JSON)] = [
    ("uscc", "91350100M000100Y4Z"), ("uscc", 1), ("entity_class", "guild"), ("entity_name", ""), ("entity_name", 5),
    ("established_on", "2021-02-30"), ("registered_capital", "5"), ("registered_capital", ["text": "5", "unit": 4]),
  ]

  @Test(arguments: spoilt) func `a claim that cannot be is named`(_ name: String, _ value: JSON) {
    var json = TestLicence.company.json
    json[name] = value
    #expect(throws: ParticularsRejection(claim: name)) { try Particulars(json: json) }
  }

  static let capitals: [(String, String?, String?, String?)] = [
    ("500万元人民币", "500", "万元", "CNY"), ("人民币 100.5 万元", "100.5", "万元", "CNY"), ("50万美元", "50", "万元", "USD"),
    ("1,000,000元", "1000000", "元", "CNY"), ("壹佰万元整", nil, nil, nil), ("100万元至200万元", nil, nil, nil),
    ("", nil, nil, nil),
    ("10.5.1万元", nil, nil, nil), ("100", "100", "元", nil),
  ]

  @Test(arguments: capitals)
  func `capital is read out of its print where that is sure`(
    _ text: String, _ amount: String?, _ unit: String?, _ currency: String?
  ) {
    let capital = RegisteredCapital(printed: text)
    #expect(capital == RegisteredCapital(amount: amount, unit: unit, currency: currency, text: text))
    #expect(RegisteredCapital(json: capital.json) == capital)
  }

  @Test func `a delegation survives as a claim`() throws {
    for delegation in [try #require(TestLicence.manager().delegation), Delegation(grantedBy: "张堃")] {
      #expect(Delegation(json: delegation.json) == delegation)
    }
    #expect(Delegation(json: ["matters": ["a"], "granted_by": "x", "not_after": "2021-02-30"]) == nil)
    #expect(Delegation(json: ["matters": [1], "granted_by": "x"]) == nil)
    #expect(Delegation(json: ["matters": ["a"]]) == nil)
  }

  @Test func `a delegation without matters is for any business`() {
    #expect(Delegation(grantedBy: "x").covers("anything"))
    #expect(Delegation(matters: ["a"], grantedBy: "x").covers("a"))
    #expect(!Delegation(matters: ["a"], grantedBy: "x").covers("b"))
  }

  @Test func `every kind of licence has the same claims`() throws {
    let key = try SigningKey.generate(.es256).verificationKey
    for licence in [TestLicence(), TestLicence(particulars: TestLicence.household, holder: TestLicence.agent)] {
      let claims = licence.claims(issuer: "https://issuer.example", for: key)
      #expect(claims.disclosable.map(\.0) == LicenceCredential.disclosable)
      #expect(claims.open.names.sorted() == ["as_of", "cnf", "exp", "iat", "iss", "status", "vct"])
    }
  }

  @Test func `a login's context survives in both places`() {
    let full = LoginContext(
      clientName: "济源市政务服务网", clientNameEnglish: "Jiyuan Services", clientOrigin: "portal.example", purpose: "年度报告",
      purposeEnglish: "Annual report", place: "河南省济源市", browser: "Chromium", operatingSystem: "Debian",
      requestedAt: TestAuthority.moment)
    for context in [full, LoginContext(clientName: "x", clientOrigin: "y", requestedAt: TestAuthority.moment)] {
      #expect(LoginContext(json: context.json) == context)
      #expect(LoginContext(transactionData: context.transactionData()) == context)
    }
    let signing: JSON = [
      "type": "urn:tongzhao:transaction:sign:1", "credential_ids": ["licence"], "context": full.json,
    ]
    #expect(LoginContext(transactionData: Base64URL.encode(signing.serialized())) == nil)
    #expect(LoginContext(transactionData: "e30=") == nil)
    #expect(LoginContext(json: ["client_name": "x", "client_origin": "y", "requested_at": 1, "place": 4]) == nil)
  }
}
