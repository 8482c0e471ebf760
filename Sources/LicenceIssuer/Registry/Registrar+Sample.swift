extension Registrar {
  /// Writes a made-up file of that many licences, which imports without a fault. The same number gives the same file.
  package static func sample(
    count: Int, format: LicenceImportReader.Format = .csv, usesEnglishNames: Bool = false,
    write: ([UInt8]) throws -> Void
  ) throws {
    let writer = LicenceImportWriter(format: format, usesEnglishNames: usesEnglishNames)
    var chunk = writer.header
    for licence in SampleLicences(count: count) {
      chunk += writer.record(licence)
      if chunk.count >= 1 << 16 {
        try write(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    try write(chunk)
  }
}
