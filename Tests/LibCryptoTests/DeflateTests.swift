import LibCrypto
import Testing

struct DeflateTests {
  @Test(arguments: [0, 1, 255, 1024, 70_000]) func `what was compressed comes back`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    #expect(Deflate.decompress(Deflate.compress(bytes), limit: count) == bytes)
  }

  @Test func `a stream made elsewhere is read`() {
    // draft-ietf-oauth-status-list §4.1: the list B9 A3.
    let stream: [UInt8] = [0x78, 0xDA, 0xDB, 0xB9, 0x18, 0x00, 0x02, 0x17, 0x01, 0x5D]
    #expect(Deflate.decompress(stream, limit: 2) == [0xB9, 0xA3])
  }

  @Test func `the limit is the last size that passes`() {
    let stream = Deflate.compress([UInt8](repeating: 7, count: 5000))
    #expect(Deflate.decompress(stream, limit: 5000)?.count == 5000)
    #expect(Deflate.decompress(stream, limit: 4999) == nil)
    #expect(Deflate.decompress(stream, limit: 0) == nil)
    #expect(Deflate.decompress(stream, limit: -1) == nil)
    #expect(Deflate.decompress(Deflate.compress([]), limit: 0) == [])
  }

  @Test func `a bomb is refused`() {
    let bomb = Deflate.compress([UInt8](repeating: 0, count: 64 << 20))
    #expect(bomb.count < 70_000)
    #expect(Deflate.decompress(bomb, limit: 1 << 20) == nil)
  }

  @Test func `a cut, altered or followed stream is refused`() {
    let stream = Deflate.compress(Array("通照，一证通行。一证通行。".utf8))
    for length in stream.indices { #expect(Deflate.decompress(Array(stream[..<length]), limit: 1000) == nil) }
    #expect(Deflate.decompress(stream + [0], limit: 1000) == nil)
    // The Adler-32 at the end holds the content.
    for place in stream.indices.suffix(4) {
      var altered = stream
      altered[place] ^= 1
      #expect(Deflate.decompress(altered, limit: 1000) == nil)
    }
    #expect(Deflate.decompress(Array("no stream".utf8), limit: 1000) == nil)
  }
}
