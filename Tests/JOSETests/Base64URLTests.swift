import JOSE
import Testing

@Suite struct Base64URLTests {
  @Test(
    arguments: [
      ([], "", ""), ([0x66], "Zg", "Zg=="), ([0x66, 0x6F], "Zm8", "Zm8="), ([0x66, 0x6F, 0x6F], "Zm9v", "Zm9v"),
      ([0x66, 0x6F, 0x6F, 0x62], "Zm9vYg", "Zm9vYg=="), ([0xFF, 0xEF, 0xFE], "_-_-", "/+/+"), ([0xFF], "_w", "/w=="),
      ([3, 236, 255, 224, 193], "A-z_4ME", "A+z/4ME="),
    ] as [([UInt8], String, String)])
  func `bytes become text and come back`(bytes: [UInt8], url: String, standard: String) {
    #expect(Base64URL.encode(bytes) == url)
    #expect(Base64URL.encode(bytes[...]) == url)
    #expect(Base64URL.decode(url) == bytes)
    #expect(Base64URL.decode(url[...]) == bytes)
    #expect(Base64.encode(bytes) == standard)
    #expect(Base64.decode(standard) == bytes)
  }

  @Test(arguments: [
    "Zg==", "Zm8=", "Zg=", "=", "A", "AAAAA", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v\u{0}", "Zm+v", "Zm/v", "Zm9ü", "Z-g.",
    // trailing bits that are not zero: RFC 4648 §3.5
    "Zh", "Zn", "Zm9", "Z_", "AAB", "AAAAAB",
  ])
  func `anything but the one canonical text is refused`(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }

  @Test(arguments: [
    "Zg", "Zm8", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm9v====", "Zg==Zg==", "_w==", "Zm9v\n", "Zg= =",
  ])
  func `padded text is as strict`(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func `every length and every byte comes back`() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test func `two texts never stand for the same bytes`() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    var seen: Set<[UInt8]> = []
    for first in alphabet {
      for second in alphabet {
        guard let bytes = Base64URL.decode("\(first)\(second)") else { continue }
        #expect(seen.insert(bytes).inserted)
      }
    }
    #expect(seen.count == 256)
  }
}
