import QRCode
import Testing

struct QRCodeTests {
  private static let address =
    "openid4vp://authorize?client_id=x509_san_dns%3Averifier.example&request_uri=https%3A%2F%2F"

  @Test func `the three finder patterns and the timing lines stand where they must`() throws {
    let code = try QRCode(QRCodeTests.address)
    // ISO/IEC 18004 §6.3: a dark ring, a light ring, and a dark square of three.
    for (left, top) in [(0, 0), (code.side - 7, 0), (0, code.side - 7)] {
      for y in 0..<7 {
        for x in 0..<7 {
          let ring = max(abs(x - 3), abs(y - 3))
          #expect(code[left + x, top + y] == (ring != 2), "\(left + x) \(top + y)")
        }
      }
    }
    for place in 8..<(code.side - 8) {
      #expect(code[place, 6] == (place % 2 == 0))
      #expect(code[6, place] == (place % 2 == 0))
    }
    #expect(code[8, code.side - 8])
  }

  @Test func `the side is that of a version and grows with the text`() throws {
    let sides = try [1, 100, 500, 2000].map { try QRCode(String(repeating: "a", count: $0)).side }
    for side in sides { #expect((21...177).contains(side) && (side - 17) % 4 == 0) }
    #expect(sides == sides.sorted() && Set(sides).count == 4)
    #expect(sides[0] == 21)
  }

  @Test func `more correction never makes a smaller symbol`() throws {
    let sides = try QRCode.Correction.allCases.map { try QRCode(QRCodeTests.address, correction: $0).side }
    #expect(sides == sides.sorted())
    #expect(sides.first != sides.last)
  }

  @Test func `the same text gives the same symbol and another text another`() throws {
    #expect(try QRCode("通照") == QRCode("通照"))
    #expect(try QRCode("通照") != QRCode("通昭"))
    // A zero byte does not end the text.
    #expect(try QRCode("a\u{0}b") != QRCode("a"))
  }

  @Test func `the largest symbol holds 2953 bytes`() throws {
    #expect(try QRCode(String(repeating: "a", count: 2953), correction: .low).side == 177)
    for count in [2954, 6001, 1_000_000] {
      #expect(throws: QRCode.Rejection.tooLong) {
        try QRCode(String(repeating: "a", count: count), correction: .low)
      }
    }
  }

  @Test func `an empty text is refused`() {
    #expect(throws: QRCode.Rejection.empty) { try QRCode("") }
  }

  @Test func `outside the symbol all is light`() throws {
    let code = try QRCode("x")
    for (x, y) in [(-1, 0), (0, -1), (code.side, 0), (0, code.side), (Int.min, Int.max)] { #expect(!code[x, y]) }
  }
}
