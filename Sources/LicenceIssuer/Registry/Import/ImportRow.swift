import ELicence
import JOSE

/// The values of one record by field, before they mean anything.
struct ImportRow {
  let line: Int
  private var cells = [Cell?](repeating: nil, count: ImportField.allCases.count)
  private var title: String?
  private var capital: RegisteredCapital?

  /// A text, and what the file calls its column.
  private struct Cell {
    let text: String
    let name: String
  }

  init(line: Int) { self.line = line }

  /// Takes a cell. White space alone counts as empty.
  mutating func put(_ text: String, in column: ImportColumn) throws(ImportFault) {
    guard !text.utf8.allSatisfy({ $0 <= 0x20 }), !text.trimmed.isEmpty else { return }
    guard let field = column.field else {
      throw ImportFault(line: line, field: "", reason: .unknownColumn, detail: text)
    }
    guard cells[field.rawValue] == nil else { throw ImportFault(line: line, field: column.name, reason: .secondValue) }
    cells[field.rawValue] = Cell(text: text, name: column.name)
    if let title = column.title { self.title = title }
  }

  /// Takes a member. `null` counts as absent.
  mutating func put(_ value: JSON, in column: ImportColumn) throws(ImportFault) {
    switch value {
    case .null: return
    case .string(let text): try put(text, in: column)
    case .object where column.field == .registeredCapital:
      guard let capital = RegisteredCapital(json: value) else {
        throw ImportFault(line: line, field: column.name, reason: .wrongJSONType)
      }
      try put(capital.text, in: column)
      self.capital = capital
    case .bool, .integer, .number, .array, .object:
      throw ImportFault(line: line, field: column.name, reason: .wrongJSONType)
    }
  }

  /// What the file calls a field.
  func name(of field: ImportField) -> String { cells[field.rawValue]?.name ?? field.name }

  /// The cell as it stands.
  private func raw(_ field: ImportField) -> String? { cells[field.rawValue]?.text }

  // MARK: Meaning

  func licence() throws(ImportFault) -> ImportedLicence {
    let uscc = try creditCode()
    var particulars = Particulars(uscc: uscc, kind: try kind(of: uscc))
    particulars.entityName = try text(.entityName)
    particulars.entityType = try text(.entityType)
    particulars.representativeName = try text(.representativeName)
    particulars.representativeTitle = try text(.representativeTitle) ?? title
    if particulars.representativeName != nil, particulars.representativeTitle == nil {
      particulars.representativeTitle = particulars.kind.representativeLabel.chinese
    }
    particulars.registeredCapital = try text(.registeredCapital).map { capital ?? RegisteredCapital(printed: $0) }
    particulars.establishedOn = try date(.establishedOn)
    (particulars.termFrom, particulars.termTo) = try term()
    particulars.address = try text(.address)
    particulars.businessScope = try text(.businessScope)
    particulars.compositionForm = try text(.compositionForm)
    particulars.registrationAuthority = try text(.registrationAuthority)
    particulars.approvedOn = try date(.approvedOn)
    particulars.licenceSerial = try text(.licenceSerial)
    guard particulars.entityName != nil || particulars.kind.mayBeNameless else { throw fault(.entityName, .missing) }
    return ImportedLicence(
      line: line, particulars: particulars, state: try state(),
      representativeDocument: try representativeDocument(of: particulars.representativeName))
  }

  private func fault(_ field: ImportField, _ reason: ImportFaultReason) -> ImportFault {
    ImportFault(
      line: line, field: name(of: field), reason: reason, detail: reason == .missing ? nil : raw(field)?.trimmed)
  }

  private func creditCode() throws(ImportFault) -> CreditCode {
    guard let text = raw(.uscc) else { throw fault(.uscc, .missing) }
    do {
      return try CreditCode(CreditCode.normalised(text))
    } catch {
      switch error {
      case .length: throw fault(.uscc, .creditCodeLength)
      case .character: throw fault(.uscc, .creditCodeCharacter)
      case .division: throw fault(.uscc, .creditCodeDivision)
      case .checkCharacter: throw fault(.uscc, .creditCodeCheckCharacter)
      }
    }
  }

  private func kind(of uscc: CreditCode) throws(ImportFault) -> EntityKind {
    if let text = raw(.entityClass) {
      guard let kind = EntityKind(importing: text.trimmed) else { throw fault(.entityClass, .unknownKind) }
      return kind
    }
    if let type = raw(.entityType), let kind = EntityKind(printedType: type) { return kind }
    // The code tells households and cooperatives; of the others it tells nothing.
    if uscc.value.hasPrefix(EntityKind.household.creditCodePrefix) { return .household }
    if uscc.value.hasPrefix(EntityKind.cooperative.creditCodePrefix) { return .cooperative }
    throw fault(raw(.entityType) == nil ? .entityClass : .entityType, .unknownKind)
  }

  /// A kind and a number, or neither, of somebody who is named. The number is never repeated in what is said of it.
  private func representativeDocument(of name: String?) throws(ImportFault) -> IdentityDocument? {
    let (kind, number) = (raw(.representativeDocumentType)?.trimmed, raw(.representativeDocumentNumber)?.trimmed)
    guard kind != nil || number != nil else { return nil }
    guard name != nil else { throw fault(.representativeName, .missing) }
    guard let kind else { throw fault(.representativeDocumentType, .missing) }
    guard let number else { throw fault(.representativeDocumentNumber, .missing) }
    guard let type = IdentityDocumentType(importing: kind) else {
      throw fault(.representativeDocumentType, .unknownDocumentType)
    }
    do {
      return try IdentityDocument(type: type, number: number)
    } catch {
      throw ImportFault(line: line, field: self.name(of: .representativeDocumentNumber), reason: .documentNumber)
    }
  }

  private func state() throws(ImportFault) -> LicenceState? {
    guard let text = raw(.registrationState) else { return nil }
    guard let state = LicenceState(importing: text.trimmed) else { throw fault(.registrationState, .unknownState) }
    return state
  }

  /// A text, exactly as it is in the file.
  private func text(_ field: ImportField) throws(ImportFault) -> String? {
    guard let text = raw(field) else { return nil }
    guard text.utf8.count <= field.longestText else {
      throw ImportFault(line: line, field: name(of: field), reason: .textTooLong, detail: "\(text.utf8.count) B")
    }
    if let reason = text.unprintable {
      throw ImportFault(line: line, field: name(of: field), reason: reason)
    }
    return text
  }

  private func date(_ field: ImportField) throws(ImportFault) -> CalendarDate? {
    guard let text = raw(field) else { return nil }
    guard let date = CalendarDate(text.trimmed) else { throw fault(field, .badDate) }
    return date
  }

  // MARK: The term

  private func term() throws(ImportFault) -> (from: CalendarDate?, to: CalendarDate?) {
    var from = try date(.termFrom)
    var to = try end(.termTo, raw(.termTo)?.trimmed)
    if let text = raw(.term)?.trimmed, !Self.unlimited.contains(text) {
      guard from == nil, raw(.termTo) == nil else { throw fault(.term, .secondValue) }
      let ends = text.split(separator: "至", maxSplits: 1).map { String($0).trimmed }
      guard ends.count == 2 else { throw fault(.term, .badDate) }
      let first = ends[0].hasPrefix("自") ? String(ends[0].dropFirst()).trimmed : ends[0]
      guard let start = CalendarDate(first) else { throw fault(.term, .badDate) }
      from = start
      to = try end(.term, ends[1])
    }
    if let from, let to, to < from { throw fault(raw(.termTo) == nil ? .term : .termTo, .termEndsBeforeItBegins) }
    return (from, to)
  }

  private static let unlimited: Set<String> = ["长期", "无固定期限", "永久存续", "永续经营", "不约定期限", "9999-12-31", "/", "-", "——"]

  private func end(_ field: ImportField, _ text: String?) throws(ImportFault) -> CalendarDate? {
    guard let text, !Self.unlimited.contains(text) else { return nil }
    guard let date = CalendarDate(text) else { throw fault(field, .badDate) }
    return date.year == 9999 ? nil : date
  }
}
