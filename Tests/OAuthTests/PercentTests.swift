import OAuth
import Testing

struct PercentTests {
  @Test(arguments: [
    ("", ""), ("aZ09-._~", "aZ09-._~"), ("a b", "a%20b"), ("a+b", "a%2Bb"), ("&=?#/:", "%26%3D%3F%23%2F%3A"),
    ("执照", "%E6%89%A7%E7%85%A7"), ("%41", "%2541"), ("\r\n", "%0D%0A"),
  ])
  func `everything but unreserved characters is escaped`(text: String, escaped: String) {
    #expect(Percent.encode(text) == escaped)
    #expect(Percent.decodeText(escaped, plusIsSpace: true) == text)
  }

  @Test(arguments: ["%", "%4", "%4G", "%G4", "a%", "%%41", "% 1", "%+1", "%-1"])
  func `a broken escape is refused`(text: String) {
    #expect(Percent.decodeText(text, plusIsSpace: true) == nil)
  }

  @Test(arguments: ["%FF", "%C0%AF", "%ED%A0%80", "%E6%89", "%F5%80%80%80"])
  func `escaped bytes that are not UTF-8 are refused`(text: String) {
    #expect(Percent.decodeText(text, plusIsSpace: true) == nil)
    #expect(Percent.decode(Array(text.utf8)[...], plusIsSpace: true) != nil)
  }

  @Test func `a plus is a space only in forms`() {
    #expect(Percent.decodeText("a+b", plusIsSpace: true) == "a b")
    #expect(Percent.decodeText("a+b", plusIsSpace: false) == "a+b")
    #expect(Percent.decodeText("a%2bb%2Bc", plusIsSpace: true) == "a+b+c")
  }

  @Test func `a form is written in order`() {
    #expect(Percent.formEncode([("code", "a&b"), ("state", "x y"), ("名", "")]) == "code=a%26b&state=x%20y&%E5%90%8D=")
    #expect(Percent.formEncode([]) == "")
  }

  @Test(arguments: [
    ("https://a.example/cb", "https://a.example/cb?code=1"),
    ("https://a.example/cb?", "https://a.example/cb?code=1"),
    ("https://a.example/cb?x=1", "https://a.example/cb?x=1&code=1"),
    ("https://a.example/cb?x=1&", "https://a.example/cb?x=1&code=1"),
    ("https://a.example/cb#f?x", "https://a.example/cb?code=1#f?x"),
    ("com.example.app:/cb", "com.example.app:/cb?code=1"),
  ])
  func `parameters join the query that an address has`(uri: String, result: String) {
    #expect(Percent.appendQuery(to: uri, [("code", "1")]) == result)
    #expect(Percent.appendQuery(to: uri, []) == uri)
  }

  @Test func `an answer cannot break out of its parameter`() {
    let uri = Percent.appendQuery(to: "https://a.example/cb", [("state", "x&code=evil#\r\nSet-Cookie: a=b")])
    #expect(uri == "https://a.example/cb?state=x%26code%3Devil%23%0D%0ASet-Cookie%3A%20a%3Db")
  }
}
