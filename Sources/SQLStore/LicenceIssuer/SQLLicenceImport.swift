import ELicence
import JOSE
import LicenceIssuer

/// An import inside its transaction. A new licence, the usual case, costs one statement; it carries the import's number
/// and its line, so that a duplicate is found without keeping the codes in memory. A known licence that the file does
/// not change is not written to at all: its line goes into a table of its own, which is emptied at the end.
final class SQLLicenceImport: LicenceImport {
  private let connection: any SQLConnection
  private let documents: SQLIdentityDocuments?
  private let now: NumericDate
  private let number: Int
  private var registered = 0
  private var changed = 0
  private var unchanged = 0

  init(_ connection: any SQLConnection, documents: SQLIdentityDocuments?, at now: NumericDate) throws {
    self.connection = connection
    self.documents = documents
    self.now = now
    number = try connection.row("SELECT COALESCE(MAX(number), 0) + 1 FROM licence_imports")?.int(0) ?? 1
  }

  func keep(
    _ particulars: Particulars, state: LicenceState?, representativeDocument: IdentityDocument?, line: Int
  ) throws -> ImportedLine {
    let kept = try keep(particulars, state: state, line: line)
    guard let document = representativeDocument else { return kept }
    switch kept {
    case .duplicate, .transitionRefused: return kept
    case .registered, .changed, .unchanged: break
    }
    guard let documents else { throw StoreError.unavailable("this register takes no identity documents") }
    guard try documents.keep(document, of: particulars.uscc, at: now, on: connection), kept == .unchanged else {
      return kept
    }
    // The representative's phone receives the licence again with the new document, as it does with other particulars.
    for registered in try connection.holders(of: particulars.uscc)
    where registered.holder.role == .legalRepresentative {
      try connection.invalidateCredentials(of: particulars.uscc, holder: registered.holder.id, at: now)
    }
    unchanged -= 1
    changed += 1
    return .changed
  }

  private func keep(_ particulars: Particulars, state: LicenceState?, line: Int) throws -> ImportedLine {
    let text = JSON.object(particulars.json).text
    let isNew = try connection.run(
      """
      INSERT INTO licences (uscc, entity_name, state, particulars, version, registered_at, changed_at, import_number,
        import_line)
      VALUES ($1, $2, $3, $4, 1, $5, $5, $6, $7) ON CONFLICT (uscc) DO NOTHING
      """,
      [
        .text(particulars.uscc.value), .text(orNull: particulars.entityName), .text((state ?? .normal).rawValue),
        .text(text), .date(now), .int(number), .int(line),
      ])
    if isNew == 1 {
      registered += 1
      return .registered
    }
    return try keepKnown(particulars, text: text, state: state, line: line)
  }

  /// The import, as the audit log names it.
  var object: String { "import \(number)" }
  /// What it did.
  var summary: String { "\(registered) registered, \(changed) changed, \(unchanged) unchanged" }

  /// Records what the import did.
  func finish() throws {
    try connection.run("DELETE FROM licence_import_lines")
    try connection.run(
      "INSERT INTO licence_imports (number, at, registered, changed, unchanged) VALUES ($1, $2, $3, $4, $5)",
      [.int(number), .date(now), .int(registered), .int(changed), .int(unchanged)])
  }

  private func keepKnown(
    _ particulars: Particulars, text: String, state: LicenceState?, line: Int
  ) throws -> ImportedLine {
    let uscc = particulars.uscc
    guard
      let row = try connection.row(
        """
        SELECT particulars, state, version, registered_at, changed_at, import_number, import_line FROM licences
        WHERE uscc = $1
        """, [.text(uscc.value)])
    else { throw StoreError.corrupt("licences has lost a row") }
    if try row.integerIfPresent(5) == Int64(number) {
      return .duplicate(ofLine: Int(try row.integerIfPresent(6) ?? 0))
    }
    let isFirst = try connection.run(
      "INSERT INTO licence_import_lines (uscc, line) VALUES ($1, $2) ON CONFLICT (uscc) DO NOTHING",
      [.text(uscc.value), .int(line)])
    guard isFirst == 1 else { return .duplicate(ofLine: try lineOfFirst(uscc)) }
    // The text is what this program wrote from the same facts: comparing it, byte by byte, spares reading it.
    let (knownText, knownState) = try (row.text(0), row.text(1))
    if knownText.utf8.elementsEqual(text.utf8), state == nil || state?.rawValue == knownState {
      unchanged += 1
      return .unchanged
    }
    let old = try RegisteredLicence(row: row)
    let next = state ?? old.state
    guard next == old.state || old.state.mayBecome(next) else { return .transitionRefused(from: old.state) }
    let facts = RegisteredFacts(particulars, next)
    guard try connection.replace(old, by: facts, reason: "导入第\(number)批 / import \(number)", at: now) != nil else {
      unchanged += 1
      return .unchanged
    }
    changed += 1
    return .changed
  }

  private func lineOfFirst(_ uscc: CreditCode) throws -> Int {
    try connection.row("SELECT line FROM licence_import_lines WHERE uscc = $1", [.text(uscc.value)])?.int(0) ?? 0
  }
}
