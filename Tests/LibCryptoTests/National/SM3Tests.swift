import LibCrypto
import Testing

struct SM3Tests {
  @Test(arguments: NationalVectors.sm3) func `the standard's messages have the standard's hashes`(
    message: String, digest: String
  ) throws {
    #expect(try SM3.hash(Array(message.utf8)) == NationalVectors.octets(digest))
  }

  @Test func `a code is the one others compute, and no other key's`() throws {
    let code = try SM3.authenticationCode(for: Array("abc".utf8), key: Array("key".utf8))
    #expect(code == NationalVectors.octets(NationalVectors.hmacSM3))
    #expect(try SM3.authenticationCode(for: Array("abc".utf8), key: Array("kez".utf8)) != code)
    #expect(throws: LibCryptoError.self) { try SM3.authenticationCode(for: [1], key: []) }
  }
}
