import ELicence
import JOSE

/// Writes licences in the form that the reader reads.
package struct LicenceImportWriter: Sendable {
  package let format: LicenceImportReader.Format
  /// English names of columns and members instead of Chinese ones.
  package let usesEnglishNames: Bool
  private let fields: [ImportField]

  /// - Parameter includesDocuments: whether the representatives' identity documents are written too.
  package init(
    format: LicenceImportReader.Format = .csv, usesEnglishNames: Bool = false, includesDocuments: Bool = false
  ) {
    self.format = format
    self.usesEnglishNames = usesEnglishNames
    let documents: [ImportField] = [.representativeDocumentType, .representativeDocumentNumber]
    fields = ImportField.allCases.filter { $0 != .term && (includesDocuments || !documents.contains($0)) }
  }

  /// What the file begins with, in UTF-8: a header, or nothing for JSON Lines.
  package var header: [UInt8] {
    switch format {
    case .csv: csv(fields.map(name))
    case .jsonLines: []
    }
  }

  /// One record with its line end.
  package func record(_ licence: ImportedLicence) -> [UInt8] {
    switch format {
    case .csv:
      return csv(fields.map { field in text(of: field, in: licence) ?? "" })
    case .jsonLines:
      var object: JSONObject = [:]
      for field in fields {
        object[name(field)] =
          field == .registeredCapital
          ? licence.particulars.registeredCapital?.json : text(of: field, in: licence).map(JSON.string)
      }
      return object.serialized() + [0x0A]
    }
  }

  private func csv(_ fields: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      let text = Array(field.utf8)
      if text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) {
        bytes.append(0x22)
        for byte in text { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
        bytes.append(0x22)
      } else {
        bytes += text
      }
    }
    return bytes + [0x0D, 0x0A]
  }

  private func text(of field: ImportField, in licence: ImportedLicence) -> String? {
    switch field {
    case .registrationState: licence.state.map { usesEnglishNames ? $0.rawValue : $0.chinese }
    case .registeredCapital: licence.particulars.registeredCapital?.text
    case .representativeDocumentType:
      licence.representativeDocument.map { usesEnglishNames ? $0.type.rawValue : $0.type.label.chinese }
    case .representativeDocumentNumber: licence.representativeDocument?.number
    case .entityClass:
      usesEnglishNames ? licence.particulars.kind.rawValue : licence.particulars.kind.label.chinese
    case .uscc, .entityName, .entityType, .representativeName, .representativeTitle, .establishedOn, .termFrom, .termTo,
      .term, .address, .businessScope, .compositionForm, .registrationAuthority, .approvedOn, .licenceSerial:
      licence.particulars.claim(field.name)?.string
    }
  }

  private func name(_ field: ImportField) -> String {
    guard !usesEnglishNames else { return field.name }
    return switch field {
    case .uscc: "统一社会信用代码"
    case .entityName: "名称"
    case .entityClass: "主体类别"
    case .entityType: "类型"
    case .representativeName: "代表人姓名"
    case .representativeTitle: "代表人称谓"
    case .registeredCapital: "注册资本"
    case .establishedOn: "成立日期"
    case .termFrom: "期限自"
    case .termTo: "期限至"
    case .term: "期限"
    case .address: "住所"
    case .businessScope: "经营范围"
    case .compositionForm: "组成形式"
    case .registrationAuthority: "登记机关"
    case .approvedOn: "核准日期"
    case .registrationState: "登记状态"
    case .licenceSerial: "执照序列号"
    case .representativeDocumentType: "代表人证件类型"
    case .representativeDocumentNumber: "代表人证件号码"
    }
  }
}
