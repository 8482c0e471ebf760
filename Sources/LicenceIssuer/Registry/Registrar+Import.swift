import ELicence
package import JOSE

extension Registrar {
  /// Imports a file: every line or none. See `importLicences`.
  package func importFile(
    _ path: String, format: LicenceImportReader.Format? = nil, encoding: ImportEncoding? = nil, at now: NumericDate,
    progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
  ) async throws -> ImportReport {
    try await importLicences(format: format, encoding: encoding, at: now, progress: progress) {
      let file = try ImportFile(path: path)
      return { try file.nextChunk() }
    }
  }

  /// Imports what `open` gives chunk by chunk (an empty one at the end), in one transaction. `open` may be called again
  /// when the database undid the transaction by itself.
  package func importLicences(
    format: LicenceImportReader.Format? = nil, encoding: ImportEncoding? = nil, at now: NumericDate,
    progress: @escaping @Sendable (ImportProgress) -> Void = { _ in },
    from open: @escaping @Sendable () throws -> () throws -> [UInt8]
  ) async throws -> ImportReport {
    do {
      return try await stores.licences.importing(at: now) { lines in
        var pass = ImportPass()
        var reader = LicenceImportReader(format: format, encoding: encoding, from: try open())
        while let record = try reader.next() {
          try pass.take(record, into: lines)
          if pass.records.isMultiple(of: 1000) {
            progress(ImportProgress(bytes: reader.bytesRead, records: pass.records))
          }
        }
        progress(ImportProgress(bytes: reader.bytesRead, records: pass.records))
        // Thrown, not returned: only an error undoes what the good lines did.
        guard pass.faultCount == 0 else { throw RejectedImport(faults: pass.faults, total: pass.faultCount) }
        return .imported(pass.summary)
      }
    } catch let rejected as RejectedImport {
      return .rejected(faults: rejected.faults, total: rejected.total)
    }
  }
}

/// Undoes the transaction and carries the faults out of it.
private struct RejectedImport: Error {
  let faults: [ImportFault]
  let total: Int
}

/// One pass over a file. After a fault the good lines are still kept, in a transaction that will be undone: only the
/// register can tell which code stands twice.
private struct ImportPass {
  var summary = ImportSummary()
  var faults: [ImportFault] = []
  var faultCount = 0
  var records = 0

  mutating func take(_ record: Result<ImportedLicence, ImportFault>, into lines: any LicenceImport) throws {
    records += 1
    switch record {
    case .failure(let fault): add(fault)
    case .success(let licence):
      switch try lines.keep(
        licence.particulars, state: licence.state, representativeDocument: licence.representativeDocument,
        line: licence.line)
      {
      case .registered: summary.registered += 1
      case .changed: summary.changed += 1
      case .unchanged: summary.unchanged += 1
      case .duplicate(let first):
        add(
          ImportFault(
            line: licence.line, field: "uscc", reason: .duplicateCode,
            detail: "\(licence.particulars.uscc) = 第\(first)行/line \(first)"))
      case .transitionRefused(let from):
        add(
          ImportFault(
            line: licence.line, field: "registration_state", reason: .transitionRefused,
            detail: "\(from.rawValue) → \(licence.state?.rawValue ?? "")"))
      }
    }
  }

  private mutating func add(_ fault: ImportFault) {
    faultCount += 1
    if faults.count < ImportReport.namedFaults { faults.append(fault) }
  }
}
