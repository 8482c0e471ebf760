import OAuth
import Testing

struct ParameterListTests {
  func list(_ text: String) throws(ParameterRejection) -> ParameterList {
    try ParameterList(formEncoded: Array(text.utf8))
  }

  @Test(arguments: [
    ("a=1", "1"), ("a=a%20b", "a b"), ("a=a+b", "a b"), ("a=a%2Bb", "a+b"), ("a=%E6%89%A7", "执"), ("a=执", "执"),
    ("a=x=y", "x=y"), ("%61=1", "1"), ("&&a=1&", "1"), ("b=2&a=1", "1"), ("a=%26%3D", "&="), ("a=%0D%0A", "\r\n"),
    ("a=%2541", "%41"),
  ])
  func `a value is decoded once`(text: String, value: String) throws {
    #expect(try list(text).single("a") == value)
  }

  @Test(arguments: ["a", "a=", "", "b=1", "A=1", "a%3D=1"])
  func `absent and empty are the same`(text: String) throws {
    #expect(try list(text).single("a") == nil)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "=1", "=", "%=1", "a=\u{0}", "a=%00", "a=\n", "a=%1B", "a=%7F", "a\u{9}=1"])
  func `a broken pair is malformed`(text: String) {
    #expect(throws: ParameterRejection.malformed) { try list(text) }
  }

  @Test(arguments: ["a=%FF", "a=%C0%AF", "a=%ED%A0%80", "%FF=1"])
  func `bytes that are not UTF-8 are refused`(text: String) {
    #expect(throws: ParameterRejection.notUTF8) { try list(text) }
  }

  @Test func `raw bytes that are not UTF-8 are refused`() {
    #expect(throws: ParameterRejection.notUTF8) { try ParameterList(formEncoded: [0x61, 0x3D, 0xFF]) }
  }

  @Test func `too many parameters are refused`() throws {
    let many = (0..<64).map { "p\($0)=1" }.joined(separator: "&")
    #expect(try list(many).names.count == 64)
    #expect(throws: ParameterRejection.tooMany) { try list(many + "&q=1") }
  }

  @Test func `too many bytes are refused`() throws {
    #expect(try ParameterList(formEncoded: Array("a=12".utf8), maximumLength: 4).single("a") == "12")
    #expect(throws: ParameterRejection.tooLong) {
      try ParameterList(formEncoded: Array("a=123".utf8), maximumLength: 4)
    }
  }

  @Test(arguments: ["a=1&a=2", "a=1&a=1", "a=&a=1", "a=1&a", "a=1&b=2&%61=3"])
  func `a repeated parameter is refused`(text: String) throws {
    let list = try list(text)
    #expect(throws: DuplicateParameter(name: "a")) { try list.single("a") }
    #expect(throws: DuplicateParameter(name: "a")) { try list.requireNoDuplicates() }
  }

  @Test(arguments: [
    "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code", "code_challenge", "grant_type",
    "code_verifier", "client_secret", "something_new",
  ])
  func `no parameter may be repeated, known or not`(name: String) throws {
    let list = try list("x=1&\(name)=1&\(name)=1")
    #expect(throws: DuplicateParameter(name: name)) { try list.requireNoDuplicates() }
  }

  @Test func `a parameter that may be repeated has all its values`() throws {
    let list = try list("resource=a&resource=b&resource=&x=1")
    try list.requireNoDuplicates(except: ["resource"])
    #expect(list.all("resource") == ["a", "b"])
    #expect(list.names == ["resource", "resource", "resource", "x"])
    #expect(list.contains("resource") && !list.contains("y"))
  }

  @Test func `a name is compared by its bytes`() throws {
    // U+212A is a K to Swift's comparison of strings.
    let list = try list("%E2%84%AA=1&K=2")
    #expect(try list.single("K") == "2")
    #expect(list.all("K") == ["2"])
    #expect(try !self.list("%E2%84%AA=1").contains("K"))
  }
}
