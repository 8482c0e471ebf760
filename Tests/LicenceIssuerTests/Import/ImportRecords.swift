@testable import LicenceIssuer

/// All records of a text.
func records(
  _ text: String, format: LicenceImportReader.Format? = nil
) throws -> [Result<ImportedLicence, ImportFault>] {
  try records(Array(text.utf8), format: format)
}

/// All records of bytes that come in chunks of that size.
func records(
  _ bytes: [UInt8], chunk size: Int = 65_536, format: LicenceImportReader.Format? = nil
) throws -> [Result<ImportedLicence, ImportFault>] {
  var rest = bytes[...]
  var reader = LicenceImportReader(format: format) {
    defer { rest = rest.dropFirst(size) }
    return Array(rest.prefix(size))
  }
  var all: [Result<ImportedLicence, ImportFault>] = []
  while let record = try reader.next() { all.append(record) }
  return all
}
