import ELicence

/// Licences with synthetic codes, as lines of a file.
struct FixtureLicence: Sendable {
  let code: String
  let name: String
  let representative: String
  let kind: String

  static let company = FixtureLicence(
    code: "91419001MA00000079", name: "济源示例商贸有限公司", representative: "张三", kind: "company")
  static let other = FixtureLicence(
    code: "91419001MA00000154", name: "济源第二示例有限公司", representative: "李四", kind: "company")
  static let household = FixtureLicence(
    code: "92419001MA0000058E", name: "", representative: "王五", kind: "household")

  var uscc: CreditCode {
    get throws { try CreditCode(code) }
  }

  /// A line of JSON Lines; `more` are further members.
  func line(_ more: String = "") -> String {
    let named = name.isEmpty ? "" : #","entity_name":"\#(name)""#
    return #"{"uscc":"\#(code)","entity_class":"\#(kind)"\#(named),"representative_name":"\#(representative)""#
      + #","address":"济源市示例路1号"\#(more)}"# + "\n"
  }

  var line: String { line() }
}
