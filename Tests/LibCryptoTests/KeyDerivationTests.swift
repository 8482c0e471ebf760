import LibCrypto
import Testing

@Suite struct KeyDerivationTests {
  // RFC 7914 §12.
  @Test func `scrypt gives the published keys`() throws {
    let empty = try KeyDerivation.scrypt([], salt: [], cost: 16, blockSize: 1, parallelism: 1, count: 64)
    #expect(hex(empty).hasPrefix("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"))
    let salted = try KeyDerivation.scrypt(
      Array("password".utf8), salt: Array("NaCl".utf8), cost: 1024, blockSize: 8, parallelism: 16, count: 64)
    #expect(hex(salted).hasPrefix("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"))
  }

  @Test func `parameters beyond the memory limit are refused`() {
    #expect(throws: LibCryptoError.self) {
      try KeyDerivation.scrypt([1], salt: [2], cost: 1 << 20, memoryLimit: 1 << 20)
    }
    #expect(throws: LibCryptoError.self) { try KeyDerivation.scrypt([1], salt: [2], cost: 15) }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
