import ELicence
@testable import LicenceIssuer
import Testing

struct SampleLicencesTests {
  @Test func `a sample is read back as it was written, in every form`() throws {
    let sample = Array(SampleLicences(count: 400))
    for format in LicenceImportReader.Format.allCases {
      for isEnglish in [false, true] {
        let writer = LicenceImportWriter(format: format, usesEnglishNames: isEnglish)
        let bytes = writer.header + sample.flatMap(writer.record)
        let read = try records(bytes).map { try $0.get() }
        #expect(read.map(\.particulars) == sample.map(\.particulars))
        #expect(read.map(\.state) == sample.map(\.state))
      }
    }
  }

  @Test func `a sample in GB18030 is read back as it was written`() throws {
    let sample = Array(SampleLicences(count: 400))
    let writer = LicenceImportWriter()
    let bytes = try #require(
      CharacterConverter(from: .utf8, to: .gb18030)?.convert(writer.header + sample.flatMap(writer.record)))
    #expect(try records(bytes).map { try $0.get().particulars } == sample.map(\.particulars))
  }

  @Test func `a sample has every kind, nameless households, rare characters, dots, brackets and line ends`() {
    let sample = Array(SampleLicences(count: 1000))
    #expect(Set(sample.map(\.particulars.kind)) == Set(EntityKind.allCases))
    #expect(Set(sample.compactMap(\.state)).count >= 5)
    #expect(sample.contains { $0.particulars.kind == .household && $0.particulars.entityName == nil })
    #expect(sample.contains { $0.particulars.representativeName?.contains("·") ?? false })
    #expect(
      sample.contains { $0.particulars.representativeName?.unicodeScalars.contains { $0.value > 0xFFFF } ?? false })
    #expect(sample.contains { $0.particulars.entityName?.contains("（") ?? false })
    #expect(sample.contains { $0.particulars.businessScope?.contains("\n") ?? false })
    #expect(Set(sample.map(\.particulars.uscc)).count == 1000)
  }

  @Test func `a sample never changes`() {
    #expect(SampleLicences.licence(serial: 4321) == SampleLicences.licence(serial: 4321))
    #expect(Array(SampleLicences(count: 3, firstSerial: 1001))[0] == Array(SampleLicences(count: 3))[1])
  }

  @Test func `a hundred thousand lines are read one by one`() throws {
    let codes = (0..<100).map { CreditCode.synthetic(kind: .household, serial: $0) }
    let block = codes.flatMap { Array("\($0),\"青檀岭\n餐饮店\",存续\r\n".utf8) }
    var chunks = 0
    // The file is made while it is read: neither end ever has the whole of it.
    var reader = LicenceImportReader {
      defer { chunks += 1 }
      return chunks == 0 ? Array("uscc,名称,登记状态\n".utf8) : chunks <= 1000 ? block : []
    }
    var count = 0
    while let record = try reader.next() {
      let licence = try record.get()
      #expect(licence.line == 2 + count * 2 && licence.particulars.uscc == codes[count % 100])
      count += 1
    }
    #expect(count == 100_000)
    #expect(reader.bytesRead == 1000 * block.count + 25)
  }
}
