import Testing

@testable import LibCrypto

struct NationalSelfTestTests {
  @Test func `the library passes`() { #expect(throws: Never.self) { try NationalSelfTest.run() } }

  @Test(arguments: NationalSelfTest.Failure.allCases)
  func `an algorithm that answers otherwise is told by name`(failure: NationalSelfTest.Failure) {
    var examples = NationalSelfTest.Examples()
    switch failure {
    case .sm2: examples.signature[0] ^= 1
    case .sm3: examples.digest[0] ^= 1
    case .hmacSM3: examples.code[0] ^= 1
    case .sm4: examples.cipher[0] ^= 1
    }
    #expect(throws: failure) { try NationalSelfTest.run(on: examples) }
  }
}
