import JOSE
import Testing

@Suite struct JSONWritingTests {
  @Test(
    arguments: [
      (JSON.object([:]), "{}"), ([], "[]"), (nil, "null"), (true, "true"), (false, "false"), (-5, "-5"),
      (.integer(.min), "-9223372036854775808"), (["b": 1, "a": [nil, "x"]], #"{"b":1,"a":[null,"x"]}"#),
      ("a\"b\\c/d", #""a\"b\\c/d""#),
      ("\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} ", #""\u0000\u0001\b\t\n\u000b\f\r\u001f ""#),
      ("统一😀", "\"统一😀\""), (["\n": 1], #"{"\n":1}"#), (.number(1.5), "1.5"),
    ] as [(JSON, String)])
  func `values become text`(value: JSON, text: String) throws {
    #expect(value.text == text)
    #expect(try JSON(parsing: value.serialized()) == value)
  }

  @Test(arguments: [0.1, -1.0, 1e300, .leastNonzeroMagnitude, 1e20, 123456.789, .greatestFiniteMagnitude])
  func `numbers come back the same`(number: Double) throws {
    #expect(try JSON(parsing: JSON.number(number).serialized()) == .number(number))
  }

  @Test func `what JSON has no word for is null`() {
    #expect(JSON.number(.infinity).text == "null")
    #expect(JSON.number(.nan).text == "null")
  }

  @Test func `every scalar comes back the same`() throws {
    for value in stride(from: UInt32(0), through: 0x10FFFF, by: 61) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let json = JSON.string("<\(scalar)>")
      #expect(try JSON(parsing: json.serialized()) == json)
    }
  }
}
