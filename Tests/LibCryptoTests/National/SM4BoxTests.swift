import LibCrypto
import Testing

struct SM4BoxTests {
  private let box: SM4Box
  private let context = Array("customer/7".utf8)

  init() throws { box = try #require(SM4Box(key: (0..<48).map { UInt8($0) })) }

  @Test(arguments: [0, 1, 15, 16, 17, 1000]) func `what was sealed opens`(count: Int) throws {
    let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    #expect(try box.open(box.seal(plain, context: context), context: context) == plain)
  }

  @Test func `the same is never sealed the same twice`() throws {
    #expect(try box.seal([1], context: context) != box.seal([1], context: context))
  }

  @Test func `no turned bit and no cut opens`() throws {
    let sealed = try box.seal(Array("身份证号".utf8), context: context)
    for place in sealed.indices {
      var altered = sealed
      altered[place] ^= 0x80
      #expect(throws: SM4Box.Altered.self) { try box.open(altered, context: context) }
    }
    for length in 0..<sealed.count {
      #expect(throws: SM4Box.Altered.self) { try box.open(Array(sealed[..<length]), context: context) }
    }
  }

  @Test func `nothing opens in another context or by another key`() throws {
    let sealed = try box.seal([1, 2, 3], context: context)
    #expect(throws: SM4Box.Altered.self) { try box.open(sealed, context: []) }
    // The first octet of what was sealed does not pass for the last of the context.
    #expect(throws: SM4Box.Altered.self) {
      try box.open(Array(sealed.dropFirst()), context: context + sealed.prefix(1))
    }
    for place in [0, 31, 32, 47] {
      var key = (0..<48).map { UInt8($0) }
      key[place] ^= 1
      let other = try #require(SM4Box(key: key))
      #expect((try? other.open(sealed, context: context)) != [1, 2, 3])
    }
  }

  @Test(arguments: [0, 16, 47, 49]) func `a key of another length is none`(count: Int) {
    #expect(SM4Box(key: [UInt8](repeating: 0, count: count)) == nil)
  }
}
