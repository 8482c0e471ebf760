import OAuth
import Testing

struct ClientIDTests {
  @Test(arguments: ["a", "portal.example", "https://portal.example/client?x=1", String(repeating: "x", count: 200)])
  func `an identifier of visible ASCII is taken as it is`(text: String) {
    #expect(ClientID(text)?.value == text)
  }

  @Test(arguments: ["", " ", "a b", "a\n", "a\u{7F}", "门户", "é", String(repeating: "x", count: 201)])
  func `an empty, long, spaced or non-ASCII identifier is refused`(text: String) {
    #expect(ClientID(text) == nil)
  }
}
