import JOSE
import Testing

@Suite struct JSONParsingTests {
  private func parse(_ text: String, maximumDepth: Int = 32) throws(JSONError) -> JSON {
    try JSON(parsing: Array(text.utf8), maximumDepth: maximumDepth)
  }

  @Test(
    arguments: [
      (#"{}"#, JSON.object([:])), (#"[]"#, []), (#"null"#, nil), (#"true"#, true), (#"false"#, false), (#""""#, ""),
      (" \t\r\n[ 1 , 2 ]\n", [1, 2]), (#"{"a":{"b":[1,"x",null,true]}}"#, ["a": ["b": [1, "x", nil, true]]]),
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"), (#""\u4e00\u00e9""#, "一é"), (#""\ud83d\ude00""#, "😀"),
      (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""统一社会信用代码""#, "统一社会信用代码"), (#""\u0000""#, "\u{0}"),
      ("\"\u{7F}\"", "\u{7F}"),
      ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9223372036854775808)), ("-9223372036854775809", .number(-9223372036854775808)),
      ("1.0", .number(1)), ("1e3", .number(1000)), ("-1.5E-2", .number(-0.015)), ("1E+2", .number(100)),
      ("0.1", .number(0.1)), ("1e-400", .number(0)),
    ] as [(String, JSON)])
  func `a sound text is read`(text: String, value: JSON) throws {
    #expect(try parse(text) == value)
  }

  @Test(
    arguments: [
      ("", .unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("[", .unexpectedEnd), ("[1", .unexpectedEnd),
      ("[1,", .unexpectedEnd), (#"{"a""#, .unexpectedEnd), (#"{"a":"#, .unexpectedEnd), (#""abc"#, .unexpectedEnd),
      (#""abc\"#, .unexpectedEnd), (#""\u12"#, .unexpectedEnd), ("-", .unexpectedEnd), ("tru", .unexpectedEnd),
      ("\u{FEFF}{}", .byteOrderMark), ("{}x", .trailingBytes), ("{} {}", .trailingBytes), ("1 2", .trailingBytes),
      ("01", .invalidNumber), ("-01", .invalidNumber), ("1.", .invalidNumber), (".5", .unexpectedByte),
      ("1.e1", .invalidNumber), ("1e", .invalidNumber), ("1e+", .invalidNumber), ("+1", .unexpectedByte),
      ("-x", .invalidNumber), ("0x10", .trailingBytes), ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte),
      ("-Infinity", .invalidNumber), ("1e400", .numberOutOfRange), ("-1e400", .numberOutOfRange),
      ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte), (#"{"a":1,}"#, .unexpectedByte), ("{,}", .unexpectedByte),
      ("{a:1}", .unexpectedByte), ("{'a':1}", .unexpectedByte), (#"{"a" 1}"#, .unexpectedByte),
      ("[1 2]", .unexpectedByte), ("[1}", .unexpectedByte), ("True", .unexpectedByte), ("nul0", .unexpectedByte),
      ("// c\n1", .unexpectedByte), ("\u{A0}1", .unexpectedByte), ("一", .unexpectedByte),
      (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1,"\u0061":2}"#, .duplicateName),
      (#"{"x":{"a":1,"b":2,"a":3}}"#, .duplicateName), (#"[{"":1,"":1}]"#, .duplicateName),
      (#""\x""#, .invalidEscape), (#""\u12g4""#, .invalidEscape), (#""\U0041""#, .invalidEscape),
      (#""\ud800""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate), (#""\ud800\n""#, .loneSurrogate),
      (#""\ud800\ud800""#, .loneSurrogate), (#""\ud800\u0041""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate),
      ("\"a\nb\"", .controlCharacter), ("\"\t\"", .controlCharacter), ("\"\u{0}\"", .controlCharacter),
      ("\"\u{1F}\"", .controlCharacter), ("\"\\n\n\"", .controlCharacter),
    ] as [(String, JSONError)])
  func `an unsound text is refused`(text: String, error: JSONError) {
    #expect(throws: error) { try parse(text) }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xE0, 0x80, 0xAF],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused, with and without an escape beside them`(bytes: [UInt8]) {
    #expect(throws: JSONError.invalidUTF8) { try JSON(parsing: [0x22] + bytes + [0x22]) }
    #expect(throws: JSONError.invalidUTF8) { try JSON(parsing: Array(#""\n"#.utf8) + bytes + [0x22]) }
    #expect(throws: JSONError.unexpectedByte) { try JSON(parsing: bytes) }
  }

  @Test func `depth is bounded, and a hostile depth costs no stack`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(32))
    #expect(throws: JSONError.tooDeep) { try parse(nested(33)) }
    #expect(throws: JSONError.tooDeep) { try parse(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONError.tooDeep) { try parse(String(repeating: #"{"a":"#, count: 100_000)) }
    #expect(throws: JSONError.tooDeep) { try parse("[]", maximumDepth: 0) }
    #expect(try parse("1", maximumDepth: 0) == 1)
    #expect(try parse(#"{"a":[]}"#, maximumDepth: 2) == ["a": []])
    #expect(throws: JSONError.tooDeep) { try parse(#"{"a":[]}"#, maximumDepth: 1) }
  }

  @Test func `a duplicate among many members is refused`() throws {
    let members = (0..<200).map { #""m\#($0)":\#($0)"# }
    #expect(try parse("{" + members.joined(separator: ",") + "}").object?.count == 200)
    for duplicate in [0, 15, 16, 17, 199] {
      #expect(throws: JSONError.duplicateName) {
        try parse("{" + (members + [#""m\#(duplicate)":0"#]).joined(separator: ",") + "}")
      }
    }
  }

  @Test func `every prefix of a text is refused`() throws {
    let text = Array(#"{"a":[1,-2.5e3,true,false,null,"x\u0041\ud83d\ude00"],"b":{"c":"统一"}}"#.utf8)
    _ = try JSON(parsing: text)
    for count in text.indices {
      #expect(throws: JSONError.self) { try JSON(parsing: Array(text[..<count])) }
    }
  }
}
