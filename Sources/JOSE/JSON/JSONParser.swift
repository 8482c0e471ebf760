/// A recursive-descent reader over bytes. Depth is bounded, so a hostile text cannot exhaust the stack.
struct JSONParser {
  let bytes: [UInt8]
  let maximumDepth: Int
  var index = 0

  init(bytes: [UInt8], maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(JSONError) -> JSON {
    // RFC 8259 §8.1: a reader may ignore a byte order mark; one that does reads another text than one that does not.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw .byteOrderMark }
    skipWhitespace()
    let value = try value(depth: 0)
    skipWhitespace()
    guard index == bytes.count else { throw .trailingBytes }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    switch try peek() {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw .unexpectedByte
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    guard depth <= maximumDepth else { throw .tooDeep }
    index += 1
    var members: [(name: String, value: JSON)] = []
    // A few names are compared one by one; many go through a set, so that a large object costs linear time.
    var seen: Set<String> = []
    skipWhitespace()
    if try peek() == UInt8(ascii: "}") {
      index += 1
      return JSONObject()
    }
    while true {
      guard try peek() == UInt8(ascii: "\"") else { throw .unexpectedByte }
      let name = try string()
      if members.count < 16 {
        for member in members where member.name == name { throw .duplicateName }
      } else {
        if seen.isEmpty { seen = Set(members.map(\.name)) }
        guard seen.insert(name).inserted else { throw .duplicateName }
      }
      skipWhitespace()
      guard try peek() == UInt8(ascii: ":") else { throw .unexpectedByte }
      index += 1
      skipWhitespace()
      members.append((name, try value(depth: depth)))
      if try closes(with: UInt8(ascii: "}")) { return JSONObject(distinct: members) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
    guard depth <= maximumDepth else { throw .tooDeep }
    index += 1
    var elements: [JSON] = []
    skipWhitespace()
    if try peek() == UInt8(ascii: "]") {
      index += 1
      return elements
    }
    while true {
      elements.append(try value(depth: depth))
      if try closes(with: UInt8(ascii: "]")) { return elements }
    }
  }

  /// After an element: true at the closing byte, false after a comma.
  private mutating func closes(with closing: UInt8) throws(JSONError) -> Bool {
    skipWhitespace()
    let byte = try peek()
    index += 1
    if byte == closing { return true }
    guard byte == UInt8(ascii: ",") else { throw .unexpectedByte }
    skipWhitespace()
    return false
  }

  private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for byte in word.description.utf8 {
      guard try peek() == byte else { throw .unexpectedByte }
      index += 1
    }
    return value
  }

  func peek() throws(JSONError) -> UInt8 {
    guard index < bytes.count else { throw .unexpectedEnd }
    return bytes[index]
  }

  private mutating func skipWhitespace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }
}
