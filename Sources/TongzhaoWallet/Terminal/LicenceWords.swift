import ELicence
import JOSE
import Wallet

/// Licences and their claims in words.
enum LicenceWords {
  /// The machine form of a licence in a list.
  static func summary(_ licence: StoredLicence) -> JSONObject {
    var json: JSONObject = [
      "id": .string(licence.id), "uscc": .string(licence.uscc), "entity_name": .string(licence.displayName),
    ]
    json["role"] = licence.role.map { .string($0.rawValue) }
    json["holder_name"] = licence.holderName.map(JSON.string)
    json["state"] = licence.state.map { .string($0.rawValue) }
    json["issuer"] = .string(licence.issuer)
    json["expires"] = .date(licence.expires)
    json["key"] = .string(licence.keyThumbprint)
    json["received_at"] = .date(licence.receivedAt)
    json["used_at"] = licence.usedAt.map { .date($0) }
    return json
  }

  /// One line of a list.
  static func line(_ licence: StoredLicence, _ terminal: Terminal) -> String {
    let role = licence.role.map { terminal.word($0.chinese, $0.english) } ?? ""
    let person = licence.holderName.map { " \($0)" } ?? ""
    let state = licence.state.map { terminal.word($0.chinese, $0.english) } ?? ""
    return "\(licence.displayName)  \(licence.uscc)  \(role)\(person)  \(state)  [\(licence.id)]"
  }

  /// The name of a claim, as the face of that licence prints it.
  static func label(_ claim: String, of licence: StoredLicence, _ terminal: Terminal) -> String {
    let kind = licence.claims["entity_class"]?.string.flatMap(EntityKind.init(rawValue:))
    if claim == "representative_name", let printed = licence.claims["representative_title"]?.string {
      return terminal.word(printed, kind?.representativeLabel.english ?? printed)
    }
    if let printed = printedLabel(claim, of: kind) { return terminal.word(printed.chinese, printed.english) }
    guard let words = labels[claim] else { return claim }
    return terminal.word(words.chinese, words.english)
  }

  private static func printedLabel(_ claim: String, of kind: EntityKind?) -> PrintedLabel? {
    switch claim {
    case "representative_name": kind?.representativeLabel
    case "registered_capital": kind?.capitalLabel
    case "address": kind?.addressLabel
    case "established_on": kind?.establishedLabel
    case "business_scope": kind?.scopeLabel
    default: nil
    }
  }

  private static let labels: [String: PrintedLabel] = [
    "uscc": PrintedLabel("统一社会信用代码", "Credit code"), "entity_name": PrintedLabel("名称", "Name"),
    "entity_class": PrintedLabel("主体类别", "Kind"), "entity_type": PrintedLabel("类型", "Type"),
    "representative_name": PrintedLabel("法定代表人", "Representative"),
    "representative_title": PrintedLabel("代表人称谓", "Representative's title"),
    "registered_capital": PrintedLabel("注册资本", "Capital"), "established_on": PrintedLabel("成立日期", "Established"),
    "term_from": PrintedLabel("营业期限自", "Term from"), "term_to": PrintedLabel("营业期限至", "Term to"),
    "address": PrintedLabel("住所", "Address"), "business_scope": PrintedLabel("经营范围", "Scope of business"),
    "composition_form": PrintedLabel("组成形式", "Form of composition"),
    "registration_authority": PrintedLabel("登记机关", "Registration authority"),
    "approved_on": PrintedLabel("核准日期", "Approved on"), "licence_serial": PrintedLabel("执照编号", "Serial number"),
    "registration_state": PrintedLabel("登记状态", "State"), "holder_role": PrintedLabel("持照人身份", "Your role"),
    "holder_name": PrintedLabel("持照人姓名", "Your name"), "holder_id": PrintedLabel("持照人标识", "Your identifier"),
    "delegation": PrintedLabel("授权", "Delegation"),
    "holder_document_type": PrintedLabel("您的证件类型", "Kind of your identity document"),
    "holder_document_number": PrintedLabel("您的证件号码", "Number of your identity document"),
  ]

  /// The value of a claim, for a person.
  static func value(_ claim: String, _ value: JSON, _ terminal: Terminal) -> String {
    switch (claim, value) {
    // A licence without a last day is without end (长期).
    case ("term_to", .null): return terminal.word("长期", "without end")
    case (_, .null): return terminal.word("（无）", "(none)")
    case ("registration_state", .string(let text)):
      return LicenceState(rawValue: text).map { terminal.word($0.chinese, $0.english) } ?? text
    case ("holder_role", .string(let text)):
      return HolderRole(rawValue: text).map { terminal.word($0.chinese, $0.english) } ?? text
    case ("holder_document_type", .string(let text)):
      return IdentityDocumentType(rawValue: text).map { terminal.word($0.label.chinese, $0.label.english) } ?? text
    case ("entity_class", .string(let text)):
      return EntityKind(rawValue: text).map { terminal.word($0.label.chinese, $0.label.english) } ?? text
    case ("registered_capital", _): return RegisteredCapital(json: value)?.text ?? value.text
    case ("delegation", _): return Delegation(json: value).map { delegation($0, terminal) } ?? value.text
    case (_, .string(let text)): return text
    default: return value.text
    }
  }

  private static func delegation(_ delegation: Delegation, _ terminal: Terminal) -> String {
    let matters =
      delegation.matters.isEmpty
      ? terminal.word("全部业务", "any business") : delegation.matters.joined(separator: terminal.word("、", ", "))
    let from = delegation.notBefore.map { "\($0)" } ?? ""
    let to = delegation.notAfter.map { "\($0)" } ?? terminal.word("长期", "without end")
    return "\(matters)，\(from)–\(to)，\(terminal.word("授权人", "granted by")) \(delegation.grantedBy)"
  }
}
