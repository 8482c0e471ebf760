import FuzzHarness
import LicenceIssuer

extension FuzzTarget {
  /// A registrar's file. However it comes in pieces, it reads the same; what was read and written reads the same.
  static let licenceImport = FuzzTarget("licence-import", maximumLength: 32768) { bytes in
    let records = try Self.records(of: bytes, by: bytes.count + 1)
    for size in [1, 7, 4096] {
      try hold(try Self.records(of: bytes, by: size) == records, "a file in pieces reads as the whole")
    }
    let licences = records.compactMap { try? $0.get() }
    guard !licences.isEmpty else { return }
    for format in LicenceImportReader.Format.allCases {
      let writer = LicenceImportWriter(format: format, includesDocuments: true)
      let written = writer.header + licences.flatMap(writer.record)
      let again = try Self.records(of: written, by: written.count).compactMap { try? $0.get() }
      try hold(again.map(\.particulars) == licences.map(\.particulars), "licences that were written are read the same")
      try hold(again.map(\.state) == licences.map(\.state), "with their states")
    }
  }

  private static func records(
    of bytes: [UInt8], by size: Int
  ) throws -> [Result<ImportedLicence, ImportFault>] {
    var rest = bytes[...]
    var reader = LicenceImportReader {
      let chunk = Array(rest.prefix(max(size, 1)))
      rest = rest.dropFirst(chunk.count)
      return chunk
    }
    var records: [Result<ImportedLicence, ImportFault>] = []
    while let record = try reader.next() {
      records.append(record)
      try hold(records.count <= bytes.count + 1, "reading comes to an end")
    }
    return records
  }
}
