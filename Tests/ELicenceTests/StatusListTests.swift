import ELicence
import JOSE
import Testing

struct StatusListTests {
  /// Token Status List §4.1 and §4.2: the small examples.
  static let packed: [(bits: Int, values: [UInt8], bytes: [UInt8], lst: String)] = [
    (1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], [0xB9, 0xA3], "eNrbuRgAAhcBXQ"),
    (2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], [0xC9, 0x44, 0xF9], "eNo76fITAAPfAgc"),
  ]

  @Test(arguments: packed)
  func `the standard's small lists pack and unpack`(
    _ vector: (bits: Int, values: [UInt8], bytes: [UInt8], lst: String)
  ) throws {
    var list = StatusList(count: vector.values.count, bits: vector.bits)
    for (index, value) in vector.values.enumerated() { list[index] = value }
    #expect(list.bytes == vector.bytes)
    #expect(list.encoded() == vector.lst)
    let read = try #require(StatusList(decoding: vector.lst, bits: vector.bits))
    #expect(read == list)
    #expect(vector.values.indices.map { read[$0] } == vector.values)
  }

  /// Token Status List, test vectors for 1 and 2 bits: 2^20 entries, all valid but these.
  static let large: [(bits: Int, statuses: [Int: UInt8], lst: String)] = [
    (
      1,
      [
        0: 1, 1993: 1, 25460: 1, 159_495: 1, 495_669: 1, 554_353: 1, 645_645: 1, 723_232: 1, 854_545: 1, 934_534: 1,
        1_000_345: 1,
      ],
      """
      78daeddc010dc0200c0041a88249400ad2903e0f4bba00bd93f002beb7a2a2010000a91e09000000000000000000000000000000807296\
      04000000000000000000000000000000000000000000000000000000000000000000\
      000000000000005c6f4800000000000000fc2c240000000000000000000000be1b12\
      000000000000000000ecaa4b000000000000000000000000000000009b0b09000000\
      00000000000038de9400000000000000002a30cc010000000080642f0bd8011b
      """
    ),
    (
      2,
      [
        0: 1, 1993: 2, 25460: 1, 159_495: 3, 495_669: 1, 554_353: 1, 645_645: 2, 723_232: 1, 854_545: 1, 934_534: 2,
        1_000_345: 3,
      ],
      """
      78daeddb310d00211000412ea1a04004fe5520ed357c28c81d3312b6df68bc65480000000000406e2101000000000000000000000000\
      0000000000000000000000000000000000000040795b020000000000000000000000\
      00000000000000000000000000000000000000000000000000000000000000000000\
      00000000000000000000000000000000000000000000000000000000000000000000\
      0080f4ba0400000000000000000000000000406d764a000000000000000000000000\
      000000000000000000e0922101000000000000000000000000000000000000fc1312\
      00000000000000000000000000000000000000000000000000000000000000c0912e\
      01000000000000000000000000000000000000c07d4b020000000000000000000000\
      00000000a8614a0000000000000000000000406a1fcd60010c
      """
    ),
  ]

  @Test(arguments: large)
  func `the standard's large lists say what they say`(
    _ vector: (bits: Int, statuses: [Int: UInt8], lst: String)
  ) throws {
    let list = try #require(StatusList(decoding: Base64URL.encode(Self.bytes(vector.lst)), bits: vector.bits))
    #expect(list.count == 1 << 20)
    var others = list
    for (index, status) in vector.statuses {
      #expect(list[index] == status, "\(index)")
      others[index] = 0
    }
    #expect(others == StatusList(count: 1 << 20, bits: vector.bits))
  }

  @Test func `a status that we do not know is invalid, an index beyond the list unavailable`() {
    var list = StatusList(count: 8)
    list[1] = StatusList.Status.invalid.rawValue
    list[2] = StatusList.Status.suspended.rawValue
    list[3] = 3
    #expect((0..<4).map { list.status(at: $0) } == [.valid, .invalid, .suspended, .invalid])
    #expect(list.status(at: 8) == .unavailable)
    #expect(list.status(at: -1) == .unavailable)
    #expect(list.status(at: .max) == .unavailable)
  }

  @Test func `setting one status leaves its neighbours`() {
    for bits in [1, 2, 4, 8] {
      var list = StatusList(count: 64, bits: bits)
      list[17] = 1
      #expect((0..<64).filter { list[$0] != 0 } == [17])
      list[17] = 0
      #expect(list == StatusList(count: 64, bits: bits))
    }
  }

  static let refused: [JSON] = [
    ["bits": 3, "lst": "eNrbuRgAAhcBXQ"], ["bits": 0, "lst": "eNrbuRgAAhcBXQ"], ["bits": "1", "lst": "eNrbuRgAAhcBXQ"],
    ["bits": 1], ["bits": 1, "lst": "eNrbuRgAAhcBXQ=="], ["bits": 1, "lst": "AAAA"], ["bits": 1, "lst": ""], [:],
    ["bits": 1, "lst": "eNrbuRgAAhcBXA"],
  ]

  @Test(arguments: refused) func `what is no list is refused`(_ json: JSON) {
    #expect(StatusList(json: json) == nil)
  }

  @Test func `a list that unpacks to more than the limit is refused`() {
    let text = StatusList(count: 1 << 20).encoded()
    #expect(StatusList(decoding: text, bits: 2, limit: 1 << 18) != nil)
    #expect(StatusList(decoding: text, bits: 2, limit: 1 << 18 - 1) == nil)
  }

  @Test func `a reference survives as a claim`() {
    let reference = StatusListReference(uri: "https://issuer.example/status/1", index: 412)
    #expect(StatusListReference(json: reference.json) == reference)
    for json: JSON in [
      [:], ["status_list": ["idx": -1, "uri": "x"]], ["status_list": ["idx": "1", "uri": "x"]],
      ["status_list": ["idx": 1, "uri": ""]], ["status_list": ["idx": 1]],
    ] { #expect(StatusListReference(json: json) == nil) }
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8).map { $0 <= 0x39 ? $0 - 0x30 : $0 - 0x61 + 10 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
