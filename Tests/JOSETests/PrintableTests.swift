import JOSE
import Testing

struct PrintableTests {
  @Test func `nothing that steers a terminal or turns its writing is left, and all that people write is`() {
    #expect("\u{1B}[2J\u{9B}8m\u{7F}a\nb\rc\td".printable() == "·[2J·8m·a·b·c·d")
    #expect("a\u{202E}b\u{2066}c\u{200F}d\u{061C}e".printable() == "a·b·c·d·e")
    #expect("河南省 济源市 e\u{301} 👨‍👩‍👧 𠮷".printable() == "河南省 济源市 e\u{301} 👨‍👩‍👧 𠮷")
    #expect("a\nb\u{1B}".printable(keepingLines: true) == "a\nb·")
  }
}
