import JOSE
import Testing

@Suite struct DigestsTests {
  @Test func `SHA-256 is that of FIPS 180-4`() {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let digest = Digests.sha256(Array("abc".utf8))
    #expect(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    #expect(Digests.sha256Text(Array("abc".utf8)) == Base64URL.encode(digest))
  }

  @Test func `constant-time equality is equality`() {
    #expect(constantTimeEquals([], []))
    #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEquals([1, 2, 3], [0x81, 2, 3]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    #expect(!constantTimeEquals([], [0]))
  }

  @Test func `random bytes have the length asked for and differ`() {
    for count in [0, 1, 7, 8, 9, 16, 32, 33] { #expect(Random.bytes(count).count == count) }
    #expect(Random.bytes(32) != Random.bytes(32))
  }
}
