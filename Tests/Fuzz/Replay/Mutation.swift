/// Small changes to an input, from a seed: the same each time.
struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The input with one to four changes: a bit turned, a byte set, a piece taken out, doubled, or taken from another.
  mutating func changed(_ bytes: [UInt8], beside others: [[UInt8]]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...number(below: 4) {
      guard !bytes.isEmpty else { return [UInt8(number(below: 256))] }
      let place = number(below: bytes.count)
      let end = place + number(below: min(bytes.count - place, 32) + 1)
      switch number(below: 5) {
      case 0: bytes[place] ^= 1 << UInt8(number(below: 8))
      case 1: bytes[place] = Self.telling[number(below: Self.telling.count)]
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      default:
        let other = others[number(below: others.count)]
        guard !other.isEmpty else { continue }
        let from = number(below: other.count)
        bytes.insert(contentsOf: other[from..<min(from + 16, other.count)], at: place)
      }
    }
    return bytes
  }

  /// Bytes that mean something to one parser or another.
  private static let telling = [0x00, 0xFF, 0x7F, 0x80, 0xC0] + Array("\"\\{}[],:.~=&%+-0#\n\r ".utf8)

  /// SplitMix64.
  private mutating func number(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Int(mixed % UInt64(bound))
  }
}
