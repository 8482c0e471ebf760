import ELicence
import JOSE

/// What a wallet calls the claims of the licence (OpenID4VCI 1.0 appendix B.2). The label that the face prints depends on
/// the kind of entity; these are the ones of a list of all kinds.
enum LicenceClaimLabels {
  static let all: [(name: String, label: PrintedLabel)] = [
    ("uscc", PrintedLabel("统一社会信用代码", "Unified social credit code")),
    ("entity_name", PrintedLabel("名称", "Name")),
    ("entity_class", PrintedLabel("主体类别", "Kind of entity")),
    ("entity_type", PrintedLabel("类型", "Type")),
    ("representative_name", PrintedLabel("法定代表人（负责人）", "Representative")),
    ("representative_title", PrintedLabel("代表人称谓", "Title of the representative")),
    ("registered_capital", PrintedLabel("注册资本", "Registered capital")),
    ("established_on", PrintedLabel("成立日期", "Date of establishment")),
    ("term_from", PrintedLabel("营业期限自", "Term from")),
    ("term_to", PrintedLabel("营业期限至", "Term to")),
    ("address", PrintedLabel("住所（经营场所）", "Address")),
    ("business_scope", PrintedLabel("经营范围", "Scope of business")),
    ("composition_form", PrintedLabel("组成形式", "Form of composition")),
    ("registration_authority", PrintedLabel("登记机关", "Registration authority")),
    ("approved_on", PrintedLabel("核准日期", "Date of approval")),
    ("licence_serial", PrintedLabel("执照编号", "Licence number")),
    ("registration_state", PrintedLabel("登记状态", "State")),
    ("holder_role", PrintedLabel("持照人身份", "Role of the holder")),
    ("holder_name", PrintedLabel("持照人姓名", "Name of the holder")),
    ("holder_id", PrintedLabel("持照人标识", "Identifier of the holder")),
    ("delegation", PrintedLabel("授权", "Delegation")),
    ("holder_document_type", PrintedLabel("持照人证件类型", "Kind of the holder’s identity document")),
    ("holder_document_number", PrintedLabel("持照人证件号码", "Number of the holder’s identity document")),
  ]

  /// The claims description of the metadata.
  static var json: JSON {
    .array(
      all.map { claim in
        [
          "path": [.string(claim.name)],
          "display": [
            ["name": .string(claim.label.chinese), "locale": "zh-CN"],
            ["name": .string(claim.label.english), "locale": "en"],
          ],
        ]
      })
  }
}
