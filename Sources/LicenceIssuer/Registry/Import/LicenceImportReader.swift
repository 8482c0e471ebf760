// Reading a registrar's file: bytes in, one licence or one fault for every record out. It keeps one record and one
// chunk in memory and knows neither the file nor the register: whoever imports opens the one and fills the other, and
// applies nothing when a single fault came out.

import ELicence
import JOSE

/// Reads licences out of CSV (RFC 4180) or JSON Lines, in UTF-8 with or without a byte order mark or in GB18030.
package struct LicenceImportReader {
  /// How records are written.
  package enum Format: Sendable, Hashable, CaseIterable { case csv, jsonLines }

  /// The longest record, in bytes. A quote that nobody closed would otherwise take the rest of the file into memory.
  package static let longestRecord = 1 << 20

  /// How many bytes were taken from the source so far, for a progress bar.
  package var bytesRead: Int { input.bytesRead }

  private var input: ImportInput
  private var format: Format?
  private var columns: [ImportColumn]?
  private var names = ImportColumnNames()
  private var isOver = false

  /// Reads from a source that gives the next chunk at each call and an empty one at the end. Format and encoding are
  /// recognised unless told. Whether a code occurs twice is for the register to see: it has the index.
  package init(
    format: Format? = nil, encoding: ImportEncoding? = nil, from nextChunk: @escaping () throws -> [UInt8]
  ) {
    self.format = format
    input = ImportInput(encoding: encoding, nextChunk: nextChunk)
  }

  /// The next record's licence or its first fault; nothing at the end. Faults of the file as a whole (its encoding, its
  /// header, a record without end) are the last thing that is read. Errors are the source's.
  package mutating func next() throws -> Result<ImportedLicence, ImportFault>? {
    guard !isOver else { return nil }
    do {
      if format == nil { format = try input.recognisedFormat() }
      let row = try format == .jsonLines ? nextJSONRow() : nextCSVRow()
      guard let row else {
        isOver = true
        return nil
      }
      return .success(try row.licence())
    } catch let fault as ImportFault {
      if fault.reason.endsTheFile { isOver = true }
      return .failure(fault)
    }
  }

  // MARK: CSV

  private mutating func nextCSVRow() throws -> ImportRow? {
    if columns == nil {
      guard let header = try input.nextCSVRecord() else { throw ImportFault(line: 1, reason: .empty) }
      columns = try names.columns(of: input.texts(of: header), line: header.line)
    }
    guard let columns else { return nil }
    while let record = try input.nextCSVRecord() {
      if record.isBlank { continue }
      if record.hasStrayQuote { throw ImportFault(line: record.line, reason: .strayQuote) }
      let texts = try input.texts(of: record)
      guard texts.count == columns.count else {
        throw ImportFault(
          line: record.line, reason: .fieldCount, detail: "\(texts.count) ≠ \(columns.count)")
      }
      var row = ImportRow(line: record.line)
      for (column, text) in zip(columns, texts) { try row.put(text, in: column) }
      return row
    }
    return nil
  }

  // MARK: JSON Lines

  private mutating func nextJSONRow() throws -> ImportRow? {
    while let (line, bytes) = try input.nextLine() {
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let text = try input.utf8(of: bytes, line: line)
      let object: JSONObject?
      do { object = try JSON(parsing: text).object } catch {
        throw ImportFault(line: line, reason: .malformedJSON, detail: "\(error)")
      }
      guard let object else { throw ImportFault(line: line, reason: .malformedJSON) }
      var row = ImportRow(line: line)
      for (name, value) in object { try row.put(value, in: names.column(name, line: line)) }
      return row
    }
    return nil
  }
}
